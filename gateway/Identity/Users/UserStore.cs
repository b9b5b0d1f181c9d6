using VpnMesh.Shared.Data;

namespace VpnMesh.Identity.Users;

/// <summary>A user, with the account it belongs to.</summary>
internal sealed class UserRow
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public string DomainName { get; init; } = "";

    public bool DomainEnabled { get; init; } = true;

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public required string PasswordHash { get; init; }

    public required bool AccountOwner { get; init; }

    public bool Enabled { get; init; } = true;

    public bool ProgrammaticAccess { get; init; } = true;

    public long TokenGeneration { get; init; } = 1;

    public required long CreatedAt { get; init; }

    public Principal ToPrincipal() => new(Id, Name, DomainId, DomainName, AccountOwner);
}

/// <summary>Which users a list shows; null stands for no condition.</summary>
internal sealed record UserFilter(string DomainId, string? Id = null, string? Name = null, bool? Enabled = null);

/// <summary>SQL of users.</summary>
internal static class UserStore
{
    private const string Select =
        """
        SELECT u.id, u.domain_id, d.name AS domain_name, d.enabled AS domain_enabled, u.name, u.description, u.password_hash,
          u.account_owner, u.enabled, u.programmatic_access, u.token_generation, u.created_at
        FROM account_user u JOIN domain d ON d.id = u.domain_id
        """;

    public static Task<UserRow?> FindAsync(Session session, string id) =>
        session.FindAsync<UserRow>($"{Select} WHERE u.id = @id", new { id });

    public static Task<UserRow?> FindByNameAsync(Session session, string domainId, string name) =>
        session.FindAsync<UserRow>($"{Select} WHERE u.domain_id = @domainId AND u.name = @name", new { domainId, name });

    /// <summary>As <see cref="FindAsync"/>; others who do the same wait until the transaction ends.</summary>
    public static async Task<UserRow?> FindForChangeAsync(Session session, string id)
    {
        await session.ScalarAsync<string>($"SELECT id FROM account_user WHERE id = @id{session.Dialect.ForUpdate}", new { id });
        return await FindAsync(session, id);
    }

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<UserRow>> ListAsync(Session session, string domainId, Page page) =>
        session.QueryAsync<UserRow>(
            $"{Select} WHERE u.domain_id = @domainId AND (u.created_at, u.id) > (@CreatedAt, @Id) ORDER BY u.created_at, u.id LIMIT @Rows",
            new { domainId, page.CreatedAt, page.Id, page.Rows });

    /// <summary>Oldest first.</summary>
    public static Task<IReadOnlyList<UserRow>> ListAsync(Session session, UserFilter filter)
    {
        var sql = $"{Select} WHERE u.domain_id = @DomainId";
        sql += filter.Id is null ? "" : " AND u.id = @Id";
        sql += filter.Name is null ? "" : " AND u.name = @Name";
        sql += filter.Enabled is null ? "" : " AND u.enabled = @enabled";
        return session.QueryAsync<UserRow>(
            $"{sql} ORDER BY u.created_at, u.id",
            new { filter.DomainId, filter.Id, filter.Name, enabled = filter.Enabled == true ? 1L : 0L });
    }

    /// <returns>Whether the name was free in the account.</returns>
    public static async Task<bool> AddAsync(Session session, UserRow user) =>
        await session.ExecuteAsync(
            """
            INSERT INTO account_user (id, domain_id, name, description, password_hash, account_owner, enabled, programmatic_access,
              token_generation, created_at)
            VALUES (@Id, @DomainId, @Name, @Description, @PasswordHash, @owner, @enabled, @programmatic, @TokenGeneration, @CreatedAt)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                user.Id,
                user.DomainId,
                user.Name,
                user.Description,
                user.PasswordHash,
                owner = user.AccountOwner ? 1L : 0L,
                enabled = user.Enabled ? 1L : 0L,
                programmatic = user.ProgrammaticAccess ? 1L : 0L,
                user.TokenGeneration,
                user.CreatedAt,
            }) == 1;

    /// <summary>Replaces the hash of an unchanged password by one with newer parameters; tokens stay valid.</summary>
    public static Task ReplaceHashAsync(Session session, string id, string oldHash, string newHash) =>
        session.ExecuteAsync(
            "UPDATE account_user SET password_hash = @newHash WHERE id = @id AND password_hash = @oldHash",
            new { id, oldHash, newHash });

    /// <summary>Changes what is not null.</summary>
    public static Task UpdateAsync(Session session, string id, bool? enabled, string? passwordHash)
    {
        var sets = new List<string>();
        if (enabled is not null)
        {
            sets.Add("enabled = @enabled");
        }
        if (passwordHash is not null)
        {
            sets.Add("password_hash = @passwordHash");
        }
        return sets.Count == 0
            ? Task.CompletedTask
            : session.ExecuteAsync(
                $"UPDATE account_user SET {string.Join(", ", sets)} WHERE id = @id",
                new { id, enabled = enabled == true ? 1L : 0L, passwordHash });
    }

    /// <summary>Whether the account has an owner beside this user.</summary>
    public static async Task<bool> HasOtherOwnerAsync(Session session, string domainId, string id) =>
        await session.ScalarAsync<string>(
            "SELECT id FROM account_user WHERE domain_id = @domainId AND account_owner = 1 AND id <> @id LIMIT 1", new { domainId, id }) is not null;

    /// <summary>Deletes the user with its keys, grants and failures.</summary>
    public static async Task DeleteAsync(Session session, string id)
    {
        await session.ExecuteAsync("DELETE FROM policy_grant WHERE user_id = @id", new { id });
        await session.ExecuteAsync("DELETE FROM access_key WHERE user_id = @id", new { id });
        await session.ExecuteAsync("DELETE FROM login_failure WHERE subject = @id", new { id });
        await session.ExecuteAsync("DELETE FROM account_user WHERE id = @id", new { id });
    }

    /// <summary>Ends every token of those who have a custom policy.</summary>
    public static Task RevokeTokensOfPolicyAsync(Session session, string policy) =>
        session.ExecuteAsync(
            """
            UPDATE account_user SET token_generation = token_generation + 1
            WHERE id IN (SELECT user_id FROM policy_grant WHERE policy = @policy)
            """,
            new { policy });

    /// <summary>Ends every token of the user.</summary>
    public static Task RevokeTokensAsync(Session session, string id) =>
        session.ExecuteAsync("UPDATE account_user SET token_generation = token_generation + 1 WHERE id = @id", new { id });
}
