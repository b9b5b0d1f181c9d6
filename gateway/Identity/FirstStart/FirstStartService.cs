using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using VpnMesh.Identity.AccessKeys;
using VpnMesh.Identity.Domains;
using VpnMesh.Identity.Projects;
using VpnMesh.Identity.Tokens;
using VpnMesh.Identity.Users;
using VpnMesh.Shared.Api.Hosting;
using VpnMesh.Shared.Api.Hosting.Health;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Api.Secrets;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.FirstStart;

/// <summary>
/// Makes the first account when the store has none, before the process takes requests, and loads the key that signs tokens. Of several
/// replicas that start together on one store, one makes it and the others wait. Where the schema is still to come, so is this; the process
/// is not ready before.
/// </summary>
internal sealed class FirstStartService(
    IdentityDatabase database, FirstStartSettings first, KeyRing keyRing, TokenSigner tokens, TimeProvider time, TextWriter output)
    : BackgroundService, IReadyCheck
{
    private const int TokenKeySize = 32;

    private volatile bool _done;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (database.Scripts.Applied.IsCompleted)
        {
            await BeginAsync(cancellationToken);
        }
        await base.StartAsync(cancellationToken);
    }

    public Task<string?> WhatIsMissingAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_done ? null : "there is no account yet");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await database.Scripts.Applied.WaitAsync(stoppingToken);
        if (!_done)
        {
            await BeginAsync(stoppingToken);
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var secret = await database.ReadAsync(TokenKeyStore.FindAsync, cancellationToken);
        if (secret is null)
        {
            await CreateAsync(cancellationToken);
            secret = await database.ReadAsync(TokenKeyStore.FindAsync, cancellationToken);
        }
        tokens.Use(keyRing.Unseal(secret!, TokenKeyStore.Purpose));
        _done = true;
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        first.Check();
        var passwordHash = await first.PasswordHash;
        await database.InTransactionAsync(session => AddAccountOnceAsync(session, passwordHash), cancellationToken);
    }

    private async Task<bool> AddAccountOnceAsync(Session session, string passwordHash)
    {
        if (!await AddAccountAsync(session, passwordHash))
        {
            return false;
        }
        // Before it is committed: nobody else knows what was generated. Should the commit fail, the next start makes and prints others.
        Print();
        return true;
    }

    private async Task<bool> AddAccountAsync(Session session, string passwordHash)
    {
        var now = time.NowMs();
        var tokenKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(TokenKeySize));
        if (!await TokenKeyStore.AddAsync(session, keyRing.Seal(tokenKey, TokenKeyStore.Purpose), now))
        {
            return false;
        }
        var domain = new DomainRow { Id = NewIds.Next(time), Name = FirstStartSettings.AccountName, CreatedAt = now };
        await DomainStore.AddAsync(session, domain);
        await ProjectStore.AddAsync(
            session,
            new ProjectRow { Id = first.ProjectId, DomainId = domain.Id, ParentId = domain.Id, Name = Region.Id, CreatedAt = now });
        var user = new UserRow
        {
            Id = NewIds.Next(time),
            DomainId = domain.Id,
            Name = FirstStartSettings.UserName,
            PasswordHash = passwordHash,
            AccountOwner = true,
            CreatedAt = now,
        };
        await UserStore.AddAsync(session, user);
        var secret = keyRing.Seal(first.SecretKey, AccessKeyRow.Purpose(first.AccessKey));
        return await AccessKeyStore.AddAsync(
            session, new AccessKeyRow { Id = first.AccessKey, UserId = user.Id, Secret = secret, CreatedAt = now });
    }

    // Not through the log, which is collected and kept; in a form that can be pasted into a shell.
    private void Print()
    {
        if (first.Generated.Count == 0)
        {
            return;
        }
        output.WriteLine($"# First start: account {FirstStartSettings.AccountName}, user {FirstStartSettings.UserName}, project {Region.Id}.");
        output.WriteLine("# Generated for it and shown only this once; of no use if this start fails:");
        foreach (var (setting, value) in first.Generated)
        {
            output.WriteLine($"export {PartHost.EnvironmentPrefix}{setting}={value}");
        }
        output.Flush();
    }
}
