using CsCheck;
using VpnMesh.P2C.VpnUsers;

namespace VpnMesh.P2C.Tests.VpnUsers;

public sealed class PasswordRulesTests
{
    private static readonly string[] Weak = ["Password1", "P@ssw0rd", "Admin123", "Abcd1234", "1qaz2wsx", "1qaz@WSX"];

    // Around the borders of what is allowed: lengths of 6 to 34, few kinds, now and then a character that is not.
    private static readonly Gen<string> Passwords = Gen.OneOf(
        Gen.OneOf(Gen.Char['a', 'c'], Gen.Char['A', 'C'], Gen.Char['0', '2'], OneOf(' ', '~', '-', '@', '\\', '"')).Array[6, 34].Select(Text),
        Gen.Char['a', 'z'].Array[6, 34].Select(Text),
        Gen.OneOf(Gen.Char['a', 'z'], OneOf('1', '\u001f', '\u007f', 'é', '密', '\t', 'Ａ', '٣')).Array[6, 34].Select(Text),
        OneOf(Weak));

    private static readonly Gen<(string Password, string Name)> Cases = Gen.OneOf(
        Gen.Select(Passwords, Gen.Const("user001"), (password, name) => (password, name)),
        Passwords.Select(password => (password, password)),
        Passwords.Select(password => (password, Text([.. password.Reverse()]))));

    [Theory]
    [InlineData("Qwerasdf", "user001", null)]
    [InlineData("stringst-new", "user001", null)]
    [InlineData("12345678 ", "user001", null)]
    [InlineData("User1234", "user1234", null)]
    [InlineData("password1", "user001", null)]
    [InlineData("`~!@#$%^&*()-_=+\\|[{}];:'a", "user001", null)]
    [InlineData("\",<.>/? a", "user001", null)]
    [InlineData("aB345678901234567890123456789012", "user001", null)]
    [InlineData("aB3456789012345678901234567890123", "user001", "VPN.1308")]
    [InlineData("aB34567", "user001", "VPN.1308")]
    [InlineData("", "user001", "VPN.1308")]
    [InlineData("abcdefgh", "user001", "VPN.1308")]
    [InlineData("ABCDEFGH", "user001", "VPN.1308")]
    [InlineData("12345678", "user001", "VPN.1308")]
    [InlineData("!@#$%^&*", "user001", "VPN.1308")]
    [InlineData("é", "user001", "VPN.1310")]
    [InlineData("Qwerasd\t", "user001", "VPN.1310")]
    [InlineData("Qwerasdf\u007f", "user001", "VPN.1310")]
    [InlineData("User-2024", "User-2024", "VPN.1309")]
    [InlineData("4202-resU", "User-2024", "VPN.1309")]
    [InlineData("abcdefgh", "abcdefgh", "VPN.1308")]
    [InlineData("Password1", "Password1", "VPN.1309")]
    [InlineData("Password1", "user001", "VPN.1314")]
    [InlineData("1qaz@WSX", "user001", "VPN.1314")]
    public void The_first_rule_that_a_password_breaks_gives_the_code(string password, string name, string? code) =>
        (PasswordRules.Fault(password, name)?.Code).ShouldBe(code);

    [Fact]
    public void A_password_is_accepted_exactly_when_the_contract_says_so() => Cases.Sample(
        one =>
        {
            if (Weak.Contains(one.Password) || !IsCommon(one.Password))
            {
                (PasswordRules.Fault(one.Password, one.Name) is null).ShouldBe(IsAllowed(one.Password, one.Name));
            }
        },
        iter: 20_000);

    // The rules once more, as the contract states them: by patterns.
    private static bool IsAllowed(string password, string name)
    {
        string[] classes = ["[A-Z]", "[a-z]", "[0-9]", @"[ `~!@#$%^&*()\-_=+\\|\[{}\];:'"",<.>/?]"];
        return Matches(password, @"\A[ -~]{8,32}\z")
            && classes.Count(one => Matches(password, one)) >= 2
            && password != name
            && password != Text([.. name.Reverse()])
            && !Weak.Contains(password);
    }

    // Beyond those that it names, the contract leaves open which passwords count as weak.
    private static bool IsCommon(string password) => PasswordRules.Fault(password, "user001")?.Code == "VPN.1314";

    private static bool Matches(string text, string pattern) => System.Text.RegularExpressions.Regex.IsMatch(text, pattern);

    private static string Text(char[] characters) => new(characters);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);
}
