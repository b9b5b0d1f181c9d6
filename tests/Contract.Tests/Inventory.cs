using VpnMesh.P2C.Tests.ClientCaCertificates;
using VpnMesh.P2C.Tests.ServerCertificates;
using VpnMesh.Protos.Governance.V1;
using VpnMesh.Protos.SiteToSite.V5;
using VpnMesh.SiteToSite.Tests.CustomerGateways;
using VpnMesh.SiteToSite.Tests.VpnGatewayCertificates;
using ClientCaWish = VpnMesh.P2C.Tests.ClientCaCertificates.Wish;
using Wish = VpnMesh.SiteToSite.Tests.VpnGatewayCertificates.Wish;

namespace VpnMesh.Contract.Tests;

/// <summary>What an administrator registers for a project in a strict inventory, by the name that the data files have for it.</summary>
internal sealed class Inventory(ContractRun run, string project)
{
    /// <summary>A limit that is never reached.</summary>
    public const long Plenty = 1_000_000;

    private static readonly string[] Quotas = ["vpn_gateway", "p2c_vpn_gateway", "customer_gateway", "vpn_connection", "eip"];
    private readonly InventoryAdministration.InventoryAdministrationClient _client = run.Governance;
    private readonly Dictionary<string, string> _vpcs = [];
    private readonly Dictionary<string, NewVpnGatewayCertificate> _certificates = [];
    private readonly Lazy<Issued> _ca = new(() => GmCertificates.Ca());

    public async Task PrepareAsync()
    {
        foreach (var type in Quotas)
        {
            await SetQuotaAsync(type, Plenty);
        }
    }

    public async Task SetQuotaAsync(string type, long? quota)
    {
        var request = new SetQuotaRequest { ProjectId = project, Type = type };
        if (quota is { } limit)
        {
            request.Quota = limit;
        }
        await _client.SetQuotaAsync(request, run.Administrator(project));
    }

    /// <summary>Registers what a name stands for; answers its id, or the text of a certificate.</summary>
    public async Task<string> MakeAsync(string name)
    {
        var words = name.Split(' ', 2);
        var variant = words.ElementAtOrDefault(1) ?? "";
        return words[0] switch
        {
            "vpc" => await VpcAsync(variant),
            "subnet" => await SubnetAsync(variant),
            "er" => await RouterAsync(),
            "bandwidth" => await BandwidthAsync(variant),
            "eip" => await EipAsync(variant),
            "pem" => Certificate(variant),
            "gm" => GatewayCertificate(variant.Split(' ')),
            "ca" => ClientCa(variant),
            "scs" => await StoreAsync(variant),
            _ => throw new InvalidOperationException($"Nobody knows what {name} is."),
        };
    }

    /// <summary>A VPC whose route table leads to one block.</summary>
    private async Task<string> VpcAsync(string variant)
    {
        if (!_vpcs.TryGetValue(variant, out var id))
        {
            _vpcs[variant] = id = NewId();
            await _client.RegisterVpcAsync(new RegisterVpcRequest { ProjectId = project, VpcId = id, Routes = { "172.31.0.0/16" } }, run.Administrator(project));
        }
        return id;
    }

    /// <summary><c>small</c> has no address to spare, <c>tight</c> two; all are of the first VPC but <c>2</c>, which is of <c>vpc 2</c>.</summary>
    private async Task<string> SubnetAsync(string variant)
    {
        var request = new RegisterSubnetRequest { ProjectId = project, SubnetId = NewId(), VpcId = await VpcAsync(variant == "2" ? "2" : "") };
        request.Cidr = variant is "small" or "tight" ? "10.9.0.0/29" : "10.8.0.0/16";
        string[] used = ["10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4", "10.9.0.5", "10.9.0.6"];
        request.UsedAddresses.AddRange(variant switch { "small" => used, "tight" => used[..4], _ => [] });
        await _client.RegisterSubnetAsync(request, run.Administrator(project));
        return request.SubnetId;
    }

    private async Task<string> RouterAsync()
    {
        var request = new RegisterEnterpriseRouterRequest { ProjectId = project, ErId = NewId() };
        await _client.RegisterEnterpriseRouterAsync(request, run.Administrator(project));
        return request.ErId;
    }

    /// <summary>A shared bandwidth of 200 Mbit/s, or of as many as the variant says.</summary>
    private async Task<string> BandwidthAsync(string variant)
    {
        var request = new RegisterBandwidthRequest { ProjectId = project, BandwidthId = NewId(), Name = "shared", Size = variant == "" ? 200 : long.Parse(variant) };
        await _client.RegisterBandwidthAsync(request, run.Administrator(project));
        return request.BandwidthId;
    }

    /// <summary>
    /// An EIP of 100 Mbit/s; <c>1000</c> of as many, <c>frozen</c>, <c>elsewhere</c> (another border group), <c>yearly</c>, <c>shared</c> (in a
    /// shared bandwidth).
    /// </summary>
    private async Task<string> EipAsync(string variant)
    {
        var number = run.NextNumber();
        var eip = new BoundEip
        {
            Id = NewId(),
            Type = "5_bgp",
            IpAddress = $"198.{18 + (number / 65536)}.{number / 256 % 256}.{number % 256}",
            ChargeMode = "bandwidth",
            BandwidthId = NewId(),
            BandwidthSize = variant == "1000" ? 1000 : 100,
            BandwidthName = "registered",
            ShareType = "PER",
        };
        if (variant.StartsWith("yearly", StringComparison.Ordinal))
        {
            (eip.IpBillingInfo, eip.BandwidthBillingInfo) = ("order:product:region:project", "order:product:region:project");
        }
        if (variant == "shared")
        {
            (eip.BandwidthId, eip.ShareType) = (await BandwidthAsync(""), "WHOLE");
        }
        var group = variant == "elsewhere" ? "edge" : "center";
        await _client.RegisterEipAsync(new RegisterEipRequest { ProjectId = project, Eip = eip, PublicBorderGroup = group }, run.Administrator(project));
        if (variant == "frozen")
        {
            await _client.FreezeEipAsync(new FreezeEipRequest { ProjectId = project, EipId = eip.Id, Frozen = true }, run.Administrator(project));
        }
        return eip.Id;
    }

    /// <summary>A text of a set of certificates and keys that belong together: name of the set, field, and the length it is to have.</summary>
    private string GatewayCertificate(string[] words)
    {
        if (!_certificates.TryGetValue(words[0], out var texts))
        {
            _certificates[words[0]] = texts = GatewayCertificates(words[0]);
        }
        var text = words[1] switch
        {
            "certificate" => texts.Certificate,
            "private_key" => texts.PrivateKey,
            "certificate_chain" => texts.CertificateChain,
            "enc_certificate" => texts.EncCertificate,
            _ => texts.EncPrivateKey,
        };
        return words.Length > 2 ? Explained(text, int.Parse(words[2])) : text;
    }

    /// <summary>All are of one CA, so that each text of one set can take the place of that of another.</summary>
    private NewVpnGatewayCertificate GatewayCertificates(string variant) => variant switch
    {
        "expired" => Signed(new Wish { FromDays = -20, ToDays = -10 }),
        "early" => Signed(new Wish { FromDays = 10, ToDays = 20 }),
        "p256" => Signed(new Wish { Key = GmCertificates.P256Key() }),
        "weak" => Signed(new Wish { Signature = "SHA256WITHSM2" }),
        "leaf" => GmCertificates.Texts(ca: new Wish { Ca = false }),
        "ca" => Signed(new Wish { Ca = true }),
        _ => Signed(new Wish()),
    };

    private NewVpnGatewayCertificate Signed(Wish wish) =>
        GmCertificates.Texts(_ca.Value, GmCertificates.Issue(_ca.Value, wish), GmCertificates.Issue(_ca.Value));

    private static string Certificate(string variant) => variant.Split(' ')[0] switch
    {
        "sm2" => TestCertificates.Sm2(),
        "rsa" => TestCertificates.Rsa(),
        "long" => Explained(TestCertificates.Rsa(), 8192),
        "leaf" => TestCertificates.Rsa(ca: false),
        "expired" => TestCertificates.Rsa(fromDays: -20, toDays: -10),
        "early" => TestCertificates.Rsa(fromDays: 10, toDays: 20),
        "key" => TestCertificates.Ed25519(),
        "weak" => TestCertificates.Weak("MD5WITHRSA"),
        "broken" => TestCertificates.Broken(),
        _ => throw new InvalidOperationException($"Nobody knows the certificate {variant}."),
    };

    /// <summary>A certificate in the store, as a server names it.</summary>
    private async Task<string> StoreAsync(string variant)
    {
        var id = $"scs{run.NextNumber()}";
        var certificate = variant switch
        {
            "sha1" => StoreCertificates.Sha1(project),
            "alone" => StoreCertificates.Alone(project, id),
            "short" => StoreCertificates.Alone(project, id, bits: 1024),
            "expired" => StoreCertificates.Alone(project, id, fromDays: -20, toDays: -10),
            "early" => StoreCertificates.Alone(project, id, fromDays: 10, toDays: 20),
            "curve" => StoreCertificates.OfCurve(project, id),
            _ => StoreCertificates.Issued(project, id),
        };
        if (variant is "revoked" or "issuing")
        {
            certificate.State = variant;
        }
        await run.ClientVpn.RegisterServerCertificateAsync(certificate, run.Administrator(project));
        return certificate.CertificateId;
    }

    /// <summary>A certificate of a CA of clients; of a given length where the variant ends in a number.</summary>
    private static string ClientCa(string variant) => variant.Split(' ') switch
    {
        ["sm2"] => CaCertificates.Pem(new ClientCaWish { Key = CaCertificates.Sm2Key, Signature = "SM3WITHSM2" }),
        ["rsa"] => CaCertificates.Pem(new ClientCaWish { Key = CaCertificates.RsaKey, Signature = "SHA256WITHRSA" }),
        ["short"] => CaCertificates.Pem(new ClientCaWish { Key = CaCertificates.ShortRsaKey, Signature = "SHA256WITHRSA" }),
        ["ed25519"] => CaCertificates.Pem(new ClientCaWish { Key = CaCertificates.Ed25519Key, Signature = "Ed25519" }),
        ["weak"] => CaCertificates.Pem(new ClientCaWish { Signature = "SHA1WITHECDSA" }),
        ["expired"] => CaCertificates.Pem(new ClientCaWish { FromDays = -20, ToDays = -10 }),
        ["early"] => CaCertificates.Pem(new ClientCaWish { FromDays = 10, ToDays = 20 }),
        ["leaf"] => CaCertificates.Pem(new ClientCaWish { Ca = false }),
        ["broken"] => CaCertificates.Broken(),
        ["documented"] => CaCertificates.Documented,
        [_, var length] when int.TryParse(length, out var characters) => Explained(CaCertificates.Pem(), characters),
        _ => CaCertificates.Pem(),
    };

    /// <summary>A certificate behind a line of explanation, which PEM allows, so that it has a length.</summary>
    private static string Explained(string pem, int length) => new string('x', length - pem.Length - 1) + "\n" + pem;

    private static string NewId() => Guid.CreateVersion7().ToString();
}
