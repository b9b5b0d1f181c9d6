using Shouldly;
using VpnMesh.Identity.Policies;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Gateway.Tests.Identity;

/// <summary>Every rule of auth.md, section 6, for documents.</summary>
public sealed class PolicyDocumentTests
{
    public static TheoryData<string, string> Violations => new()
    {
        { "", "document" },
        { "[]", "document" },
        { "{}", "document" },
        { """{"Version":"1.1","Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:a:b"]}]}""", "document" },
        { """{"Statement":[{"Effect":"Allow","Action":["vpn:a:b"]}]}""", "document.Version" },
        { """{"Version":1.1,"Statement":[{"Effect":"Allow","Action":["vpn:a:b"]}]}""", "document.Version" },
        { """{"Version":"1.0","Statement":[{"Effect":"Allow","Action":["vpn:a:b"]}]}""", "document.Version" },
        { """{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:a:b"]}],"Depends":[]}""", "document.Depends" },
        { """{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:a:b"]}],"Id":"x"}""", "document.Id" },
        { """{"Version":"1.1"}""", "document.Statement" },
        { """{"Version":"1.1","Statement":[]}""", "document.Statement" },
        { """{"Version":"1.1","Statement":{"Effect":"Allow","Action":["vpn:a:b"]}}""", "document.Statement" },
        { Statements(9), "document.Statement" },
        { Of("""{"Action":["vpn:a:b"]}"""), "document.Statement[0].Effect" },
        { Of("""{"Effect":"allow","Action":["vpn:a:b"]}"""), "document.Statement[0].Effect" },
        { Of("""{"Effect":"Allow"}"""), "document.Statement[0].Action" },
        { Of("""{"Effect":"Allow","Action":["vpn:a:b"],"NotAction":["vpn:a:c"]}"""), "document.Statement[0].Action" },
        { Of("""{"Effect":"Allow","Action":[]}"""), "document.Statement[0].Action" },
        { Of("""{"Effect":"Allow","Action":"vpn:a:b"}"""), "document.Statement[0].Action" },
        { Of($$"""{"Effect":"Allow","Action":[{{string.Join(',', Enumerable.Repeat("\"vpn:a:b\"", 101))}}]}"""), "document.Statement[0].Action" },
        { Of("""{"Effect":"Allow","NotAction":[]}"""), "document.Statement[0].NotAction" },
        { Action("vpn:a"), "document.Statement[0].Action[0]" },
        { Action("vpn:a:b:c"), "document.Statement[0].Action[0]" },
        { Action("vpn::b"), "document.Statement[0].Action[0]" },
        { Action(":a:b"), "document.Statement[0].Action[0]" },
        { Action("VPN:a:b"), "document.Statement[0].Action[0]" },
        { Action("*:a:b"), "document.Statement[0].Action[0]" },
        { Action("v*:a:b"), "document.Statement[0].Action[0]" },
        { Action("vpn:a:b?"), "document.Statement[0].Action[0]" },
        { Action("vpn:a:" + new string('b', 123)), "document.Statement[0].Action[0]" },
        { Of("""{"Effect":"Allow","Action":[1]}"""), "document.Statement[0].Action[0]" },
        { Of("""{"Effect":"Allow","Action":["vpn:a:b"],"NotActions":[]}"""), "document.Statement[0].NotActions" },
        { Of("""{"Effect":"Allow","Action":["vpn:a:b"],"Resource":["vpn:*:*:a:*"]}"""), "document.Statement[0].Resource" },
        { Of("""{"Effect":"Allow","NotAction":["vpc:a:b"],"Resource":["vpc:*:*:a:*"]}"""), "document.Statement[0].Resource" },
        { Of("""{"Effect":"Allow","Action":["vpc:a:b"],"Resource":["vpc:*"]}"""), "document.Statement[0].Resource" },
        { Condition("{}"), "document.Statement[0].Condition" },
        { Condition("""{"StringEquals":{}}"""), "document.Statement[0].Condition.StringEquals" },
        { Condition("""{"StringEquals":{"g:UserName":[]}}"""), "document.Statement[0].Condition.StringEquals.g:UserName" },
        { Condition("""{"StringEquals":{"g:UserName":"x"}}"""), "document.Statement[0].Condition.StringEquals.g:UserName" },
        { Condition("""{"StringEquals":{"g:UserName":[1]}}"""), "document.Statement[0].Condition.StringEquals.g:UserName" },
        { Condition($"{{{string.Join(',', Enumerable.Range(0, 11).Select(i => $"\"Op{i}\":{{\"k\":[\"v\"]}}"))}}}"), "document.Statement[0].Condition" },
        { Condition($"{{\"Op\":{{{string.Join(',', Enumerable.Range(0, 11).Select(i => $"\"k{i}\":[\"v\"]"))}}}}}"), "document.Statement[0].Condition.Op" },
        { Of("""{"Effect":"Allow","Action":["vpn:a:b","iam:a:b"]}"""), "document.Statement" },
        { Action("vpn:a:b").PadRight(6145), "document" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_violation_names_its_element(string document, string field)
    {
        var refusal = Should.Throw<DomainException>(() => PolicyDocument.ReadCustom("id", "name", document));
        refusal.Code.Code.ShouldBe("IAM.0007");
        refusal.Violations[0].Field.ShouldBe(field);
        refusal.Message.ShouldContain(field);
    }

    [Theory]
    [InlineData("""{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["*:*:*"]}]}""")]
    [InlineData("""{"Version":"1.1","Statement":[{"Effect":"Deny","NotAction":["vpn:*:get*"]}]}""")]
    [InlineData("""{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpc:a:b"],"Resource":["vpc:*:*:vpc:*"]}]}""")]
    [InlineData("""{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["iam:a:b","scm:a:b"]}]}""")]
    [InlineData("""{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["vpn:a:b"],"Condition":{"StringLike":{"x:Y":["z"]}}}]}""")]
    public void What_keeps_the_rules_is_taken(string document) =>
        PolicyDocument.ReadCustom("id", "name", document).Statements.ShouldNotBeEmpty();

    [Fact]
    public void The_largest_document_is_taken()
    {
        PolicyDocument.ReadCustom("id", "name", Statements(8)).Statements.Count.ShouldBe(8);
        PolicyDocument.ReadCustom("id", "name", Action("vpn:a:" + new string('b', 122)).PadRight(6144)).Statements.Count.ShouldBe(1);
    }

    private static string Of(string statement) => $$"""{"Version":"1.1","Statement":[{{statement}}]}""";

    private static string Action(string action) => Of($$"""{"Effect":"Allow","Action":["{{action}}"]}""");

    private static string Condition(string condition) => Of($$"""{"Effect":"Allow","Action":["vpn:a:b"],"Condition":{{condition}}}""");

    private static string Statements(int count) => Of(string.Join(',', Enumerable.Repeat("""{"Effect":"Allow","Action":["vpn:a:b"]}""", count)));
}
