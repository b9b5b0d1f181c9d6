using VpnMesh.P2C.VpnUsers;

namespace VpnMesh.P2C.Tests.VpnUsers;

public sealed class UserNamesTests
{
    [Theory]
    [InlineData("abcd", true)]
    [InlineData("A.b_c-9", true)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("abc", false)]
    [InlineData("", false)]
    [InlineData("abcd\n", false)]
    [InlineData("ab cd", false)]
    [InlineData("abcd@e", false)]
    [InlineData("abcdé", false)]
    [InlineData("用户用户", false)]
    public void Form(string name, bool isWellFormed) => UserNames.IsWellFormed(name).ShouldBe(isWellFormed);

    [Theory]
    [InlineData("L3SW_", true)]
    [InlineData("L3SW_anna", true)]
    [InlineData("link", true)]
    [InlineData("Cascade", true)]
    [InlineData("SecureNAT", true)]
    [InlineData("localbridge", true)]
    [InlineData("administrator", true)]
    [InlineData("AdminiStrator", true)]
    [InlineData("administrator1", false)]
    [InlineData("link1", false)]
    [InlineData("anna_L3SW_", false)]
    public void Reserved_names(string name, bool isReserved) => UserNames.IsReserved(name).ShouldBe(isReserved);
}
