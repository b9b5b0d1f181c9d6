using VpnMesh.Identity.Users;
using VpnMesh.Shared.Api.Errors;

namespace VpnMesh.Identity.Tokens;

/// <summary>Limits how often a name may try to log in, right or wrong, known or not. The caller context of such a call has no address.</summary>
internal sealed class LoginThrottle(LoginLimits limits, TimeProvider time)
{
    private const int Capacity = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <exception cref="DomainException"><c>IAM.0012</c></exception>
    public void Admit(string name)
    {
        TimeSpan rest;
        lock (_lock)
        {
            if (!_windows.TryGetValue(name, out var window) || time.GetElapsedTime(window.Since) >= limits.Window)
            {
                if (_windows.Count >= Capacity)
                {
                    // Bounded memory matters more than the counts: what was wrong is counted in the store as well.
                    _windows.Clear();
                }
                window = new Window(time.GetTimestamp());
                _windows[name] = window;
            }
            window.Attempts++;
            if (window.Attempts <= limits.Attempts)
            {
                return;
            }
            rest = limits.Window - time.GetElapsedTime(window.Since);
        }
        throw ErrorCatalogue.IamTooManyCalls.With(limits.Attempts, (long)limits.Window.TotalSeconds).RetryIn(rest);
    }

    private sealed class Window(long since)
    {
        public long Since { get; } = since;

        public int Attempts { get; set; }
    }
}
