using VpnMesh.P2C.VpnUsers;

namespace VpnMesh.P2C.Tests.VpnUsers;

/// <summary>Hashes of passwords.</summary>
public sealed class Argon2idTests
{
    [Fact]
    public void A_hash_of_the_reference_implementation_is_understood()
    {
        const string hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

        Argon2id.IsOf("password", hash).ShouldBeTrue();
        Argon2id.IsOf("Password", hash).ShouldBeFalse();
    }

    [Fact]
    public void A_hash_is_of_one_password_and_like_no_other_hash()
    {
        var hash = Argon2id.Hash("Qwerasdf", memoryKib: 64, passes: 1);

        hash.ShouldStartWith("$argon2id$v=19$m=64,t=1,p=1$");
        Argon2id.Hash("Qwerasdf", memoryKib: 64, passes: 1).ShouldNotBe(hash);
        Argon2id.IsOf("Qwerasdf", hash).ShouldBeTrue();
        Argon2id.IsOf("Qwerasdg", hash).ShouldBeFalse();
        Argon2id.IsOf("Qwerasdf", Argon2id.OfNobody(memoryKib: 64, passes: 1)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("pbkdf2-sha512$1$AAAA$AAAA")]
    [InlineData("$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgL")]
    public void What_is_no_hash_is_of_no_password(string text) =>
        Should.Throw<InvalidOperationException>(() => Argon2id.IsOf("", text));
}
