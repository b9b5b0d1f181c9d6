using System.Collections.Concurrent;
using PuppeteerSharp;

namespace VpnMesh.Contract.Tests.Reference;

/// <summary>The page for people in a real browser, without a window. What goes wrong in it is remembered.</summary>
internal sealed class ReferencePage : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private const int PatienceMs = 60_000;
    private static readonly NavigationOptions Quiet = new() { WaitUntil = [WaitUntilNavigation.Networkidle0], Timeout = PatienceMs };
    private static readonly WaitForSelectorOptions Patient = new() { Timeout = PatienceMs };
    private readonly Uri _server;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private ReferencePage(Uri server, IBrowser browser, IPage page)
    {
        (_server, _browser, _page) = (server, browser, page);
        page.Console += (_, told) => Note(told.Message.Type is ConsoleType.Error or ConsoleType.Warning, $"console: {told.Message.Text}");
        page.PageError += (_, failed) => Note(true, $"script: {failed.Message}");
        page.RequestFailed += (_, failed) => Note(true, $"{failed.Request.Url}: {failed.Request.FailureText}");
        page.Request += (_, sent) => Note(!IsHere(sent.Request.Url), $"{sent.Request.Url} is somewhere else");
        page.Response += (_, got) => Note((int)got.Response.Status >= 400, $"{got.Response.Url}: {got.Response.Status}");
    }

    /// <summary>Errors of scripts, requests that failed, and requests to anywhere else.</summary>
    public ConcurrentQueue<string> Troubles { get; } = [];

    /// <summary>Opens the page, or ends the test as skipped where there is no browser.</summary>
    public static async Task<ReferencePage> OpenAsync(Uri server)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"There is no {Chromium} here: run tests/run as root on Debian.");
        var options = new LaunchOptions
        {
            ExecutablePath = Chromium,
            Headless = true,
            // Root gets no sandbox; the page is the project's own.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"],
            Timeout = PatienceMs,
        };
        var browser = await Puppeteer.LaunchAsync(options);
        var page = new ReferencePage(server, browser, await browser.NewPageAsync());
        await page._page.SetViewportAsync(new ViewPortOptions { Width = 1400, Height = 1000 });
        await page._page.GoToAsync(new Uri(server, "/reference").ToString(), Quiet);
        return page;
    }

    /// <summary>The entries of the contents, all of them opened: <c>METHOD/path</c>.</summary>
    public async Task<IReadOnlyList<string>> OperationsAsync()
    {
        const string OpenAll = """
            () => {
              const closed = [...document.querySelectorAll('button')].filter(button => button.textContent.includes('Open Group'));
              closed.forEach(group => group.click());
              return closed.length === 0;
            }
            """;
        const string Entries = """
            [...document.querySelectorAll('a[href^="#tag/"]')].map(entry => entry.getAttribute('href').split('/').slice(2).join('/'))
            """;
        await _page.WaitForFunctionAsync(OpenAll, new WaitForFunctionOptions { Timeout = PatienceMs, PollingInterval = 500 });
        return await _page.EvaluateExpressionAsync<string[]>(Entries);
    }

    /// <summary>Types a token where the page asks for it.</summary>
    public Task UseTokenAsync(string token) => _page.TypeAsync("input.scalar-password-input", token);

    /// <summary>Tries an operation that has one parameter.</summary>
    /// <returns>Status and body of the answer.</returns>
    public async Task<(int Status, string Body)> TryAsync(string operation, string parameter)
    {
        await ClickAsync($"a[href$='{operation}']");
        await ClickAsync($"section[id$='{operation}'] .show-api-client-button");
        var value = await _page.WaitForSelectorAsync("tr:has([aria-required=true]) [data-placeholder=Value]", Patient);
        await value.TypeAsync(parameter);
        var answered = new TaskCompletionSource<IResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _page.Response += (_, got) => answered.TrySetResult(got.Response);
        await ClickAsync("button[data-addressbar-action=send]");
        var answer = await answered.Task.WaitAsync(TimeSpan.FromMilliseconds(PatienceMs));
        return ((int)answer.Status, await answer.TextAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
    }

    private async Task ClickAsync(string selector)
    {
        var found = await _page.WaitForSelectorAsync(selector, Patient);
        await found.EvaluateFunctionAsync("element => element.click()");
    }

    private bool IsHere(string url) => new Uri(url) is var address && (address.Scheme == "data" || address.Authority == _server.Authority);

    private void Note(bool isTrouble, string text)
    {
        if (isTrouble)
        {
            Troubles.Enqueue(text);
        }
    }
}
