using Google.Protobuf;
using Shouldly;
using VpnMesh.Protos.Identity.V3;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>Form of the body of KeystoneCreateUserTokenByPassword: every rule, its code and its field.</summary>
public sealed class CreateTokenRulesTests(IdentitySystems systems) : IClassFixture<IdentitySystems>
{
    private const string User = """{"name":"n","password":"p","domain":{"name":"d"}}""";

    public static TheoryData<string, string, string> Violations => new()
    {
        { "{}", "IAM.0072", "auth" },
        { """{"auth":{}}""", "IAM.0072", "auth.identity" },
        { """{"auth":{"identity":{}}}""", "IAM.0072", "auth.identity.methods" },
        { """{"auth":{"identity":{"methods":[]}}}""", "IAM.0072", "auth.identity.methods" },
        { """{"auth":{"identity":{"methods":["saml"]}}}""", "IAM.0011", "auth.identity.methods" },
        { """{"auth":{"identity":{"methods":["password","token"],"password":{"user":""" + User + """},"token":{"id":"t"}}}}""", "IAM.0011", "auth.identity.methods" },
        { """{"auth":{"identity":{"methods":["password"]}}}""", "IAM.0072", "auth.identity.password" },
        { """{"auth":{"identity":{"methods":["password"],"token":{"id":"t"}}}}""", "IAM.0072", "auth.identity.password" },
        { """{"auth":{"identity":{"methods":["password"],"password":{}}}}""", "IAM.0072", "auth.identity.password.user" },
        { OfUser("""{"name":"n","domain":{"name":"d"}}"""), "IAM.0072", "auth.identity.password.user.password" },
        { OfUser("""{"name":"n","password":"","domain":{"name":"d"}}"""), "IAM.0011", "auth.identity.password.user.password" },
        { OfUser("""{"password":"p","domain":{"name":"d"}}"""), "IAM.0072", "auth.identity.password.user.name" },
        { OfUser("""{"name":"","password":"p","domain":{"name":"d"}}"""), "IAM.0011", "auth.identity.password.user.name" },
        { OfUser("""{"id":"","password":"p"}"""), "IAM.0011", "auth.identity.password.user.id" },
        { OfUser("""{"name":"n","password":"p"}"""), "IAM.0072", "auth.identity.password.user.domain" },
        { OfUser("""{"name":"n","password":"p","domain":{}}"""), "IAM.0072", "auth.identity.password.user.domain.name" },
        { OfUser("""{"name":"n","password":"p","domain":{"name":""}}"""), "IAM.0011", "auth.identity.password.user.domain.name" },
        { OfUser("""{"name":"n","password":"p","domain":{"id":""}}"""), "IAM.0011", "auth.identity.password.user.domain.id" },
        { """{"auth":{"identity":{"methods":["token"]}}}""", "IAM.0072", "auth.identity.token" },
        { """{"auth":{"identity":{"methods":["token"],"token":{}}}}""", "IAM.0072", "auth.identity.token.id" },
        { """{"auth":{"identity":{"methods":["token"],"token":{"id":""}}}}""", "IAM.0011", "auth.identity.token.id" },
        { OfScope("""{"project":{}}"""), "IAM.0072", "auth.scope.project.name" },
        { OfScope("""{"project":{"name":""}}"""), "IAM.0011", "auth.scope.project.name" },
        { OfScope("""{"project":{"id":""}}"""), "IAM.0011", "auth.scope.project.id" },
        { OfScope("""{"project":{"name":"p","domain":{}}}"""), "IAM.0072", "auth.scope.project.domain.name" },
        { OfScope("""{"domain":{}}"""), "IAM.0072", "auth.scope.domain.name" },
        { OfScope("""{"domain":{"id":""}}"""), "IAM.0011", "auth.scope.domain.id" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public async Task A_violation_has_its_code_and_names_its_field(string body, string code, string field)
    {
        var system = await systems["sqlite"];
        var before = await system.DumpAsync();
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(Parse(body), system.Anyone));
        refusal.Code.ShouldBe(code);
        refusal.Status.ShouldBe("400");
        refusal.Field.ShouldBe(field);
        refusal.Message.ShouldContain(field);
        (await system.DumpAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"x\u0000y","password":"p"}}}}}""")]
    [InlineData("""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"a\u0000","password":"p","domain":{"name":"d"}}}}}}""")]
    [InlineData("""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","password":"p","domain":{"name":"d\u0000"}}}}}}""")]
    [InlineData("""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","password":"p","domain":{"id":"d\u0000"}}}}}}""")]
    public async Task Texts_that_PostgreSQL_cannot_take_are_merely_unknown(string body)
    {
        var system = await systems["postgres"];
        var refusal = await Refusal.OfAsync(system.Keystone.KeystoneCreateUserTokenByPasswordAsync(Parse(body), system.Anyone));
        refusal.Code.ShouldBe("IAM.0001");
    }

    private static string OfUser(string user) => """{"auth":{"identity":{"methods":["password"],"password":{"user":""" + user + "}}}}";

    private static string OfScope(string scope) =>
        """{"auth":{"identity":{"methods":["password"],"password":{"user":""" + User + """}},"scope":""" + scope + "}}";

    private static CreateTokenRequest Parse(string body) => JsonParser.Default.Parse<CreateTokenRequest>(body);
}
