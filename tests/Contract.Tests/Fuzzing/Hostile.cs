using System.Text;

namespace VpnMesh.Contract.Tests.Fuzzing;

/// <summary>Values that nobody means well with.</summary>
internal static class Hostile
{
    private static readonly string[] s_json =
    [
        "null", "true", "false", "[]", "{}", "[[]]", "[{}]", "[null]", "{\"\":\"\"}", "0", "-1", "-0", "1.5", "1e2", "1E+2", "1e400", "-1e400",
        "0.1e-400",
        "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "99999999999999999999999999999999", "00", "+1", ".5", "1.", "NaN", "Infinity", "0x10", "'a'", "tru", "\"", "\"\\\"", "\"\\x\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud83d\\ude00\"", "\"\t\"", "\"\\u202egnp.exe\"", "\"\\ufeff\"", "\"\\uffff\"",
        "// x", "/**/1",
        "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}", "\"\" \"\"", "",
    ];

    private static readonly string[] s_texts =
    [
        "", " ", "  x  ", "\t", "\n", "null", "0", "-1", "true", "a,b", "a;b", "'", "\"", "\\", "'; DROP TABLE vpn_gateway; --", "%", "%00", "%s%n",
        "${jndi:ldap://x}", "{{7*7}}",
        "../../etc/passwd", "..\\..\\x", "<script>alert(1)</script>", "é", "e\u0301", "漢字", "😀", "\u202egnp", "\ufeff", "\u200b", "İ", "ß", "ﬁ",
        "١٢٣",
        "00000000-0000-0000-0000-000000000000", "{cb4a631d-4c1e-4a8d-8a86-ca3fa348c36c}", "CB4A631D-4C1E-4A8D-8A86-CA3FA348C36C",
        "cb4a631d4c1e4a8d8a86ca3fa348c36c",
        "0.0.0.0/0", "255.255.255.255/32", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "010.0.0.1/8", "1/8", "10.0.0.0/08", "::/0", "::/129",
        "fe80::1%eth0/64",
        "::ffff:10.0.0.1/96", "999.1.1.1", "0x7f.1", "2026-13-45T99:99:99Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "ACTIVE",
        "active",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nMIIB",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "DEFAULT", "default", "region-1a", "vpngw-a", "5_bgp", "Professional1", "*", "0,1,2,3", "#", "?", "&", "=", "a=b&c=d",
    ];

    /// <summary>A text, mostly short.</summary>
    public static string Text(Random random) => random.Next(12) switch
    {
        0 => new string('x', random.Next(1, 300)),
        1 => new string((char)random.Next(0x20, 0x2fff), random.Next(1, 80)),
        2 when random.Next(8) == 0 => new string('9', random.Next(1000, 60_000)),
        3 => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => (char)random.Next(1, 0xd7ff))),
        4 => new Guid(random.Next(), 1, 2, [3, 4, 5, 6, 7, 8, 9, 0]).ToString(),
        _ => s_texts[random.Next(s_texts.Length)],
    };

    /// <summary>Something in the place of a JSON value, seldom valid JSON.</summary>
    public static string Json(Random random) => random.Next(12) switch
    {
        0 => Nested(random, '[', ']'),
        1 => "{\"a\":" + Nested(random, '[', ']') + "}",
        2 => "[" + string.Join(',', Enumerable.Repeat(s_json[random.Next(28)], random.Next(1, 400))) + "]",
        3 or 4 => Quoted(Text(random)),
        5 => random.NextInt64(long.MinValue, long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture),
        6 => "[" + Quoted(Text(random)) + "," + Quoted(Text(random)) + "]",
        _ => s_json[random.Next(s_json.Length)],
    };

    public static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>Bytes that are no text.</summary>
    public static byte[] Bytes(Random random)
    {
        byte[][] known =
        [
            [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xe2, 0x82], [0], [0xef, 0xbb, 0xbf], [0xfe, 0xff],
            "\r\n"u8.ToArray(),
        ];
        var bytes = new byte[random.Next(1, 40)];
        random.NextBytes(bytes);
        return random.Next(3) == 0 ? bytes : known[random.Next(known.Length)];
    }

    private static string Nested(Random random, char open, char close)
    {
        var depth = random.Next(4) == 0 ? random.Next(1000, 20_000) : random.Next(1, 130);
        return new StringBuilder().Append(open, depth).Append(close, random.Next(5) == 0 ? depth - 1 : depth).ToString();
    }
}
