using VpnMesh.Shared.Data;

namespace VpnMesh.Governance.Inventory.Eips;

internal static class EipStore
{
    private const string Columns =
        """
        id, project_id, type, address, charge_mode, bandwidth_id, bandwidth_size, bandwidth_name, share_type, ip_billing_info,
        bandwidth_billing_info, public_border_group, frozen, created_with, bound_to, place, pending_by, pending_since
        """;

    private const string Unbound = "bound_to = NULL, place = NULL, pending_by = NULL, pending_since = NULL";

    /// <summary>The EIPs of these ids, whosever they are: an id that another project uses is not free.</summary>
    public static Task<IReadOnlyList<EipRow>> FindBothAsync(Session session, string? id1, string? id2) =>
        session.QueryAsync<EipRow>($"SELECT {Columns} FROM eip WHERE id IN (@id1, @id2)", new { id1, id2 });

    public static Task<EipRow?> FindAsync(Session session, string projectId, string id) =>
        session.FindAsync<EipRow>($"SELECT {Columns} FROM eip WHERE project_id = @projectId AND id = @id", new { projectId, id });

    public static Task<IReadOnlyList<EipRow>> OfGatewayAsync(Session session, string projectId, string resourceId) =>
        session.QueryAsync<EipRow>(
            $"SELECT {Columns} FROM eip WHERE project_id = @projectId AND bound_to = @resourceId ORDER BY place", new { projectId, resourceId });

    public static Task<int> InsertAsync(Session session, EipRow eip) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO eip ({Columns})
            VALUES (@Id, @ProjectId, @Type, @Address, @ChargeMode, @BandwidthId, @BandwidthSize, @BandwidthName, @ShareType, @IpBillingInfo,
              @BandwidthBillingInfo, @PublicBorderGroup, @Frozen, @CreatedWith, @BoundTo, @Place, @PendingBy, @PendingSince)
            """,
            eip);

    /// <summary>Both EIPs of a new gateway in one statement.</summary>
    public static Task<int> InsertAsync(Session session, EipRow first, EipRow second) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO eip ({Columns})
            VALUES (@Id, @ProjectId, @Type, @Address, @ChargeMode, @BandwidthId, @BandwidthSize, @BandwidthName, @ShareType, NULL,
              NULL, @PublicBorderGroup, 0, @CreatedWith, @BoundTo, 1, NULL, NULL),
              (@Id2, @ProjectId, @Type2, @Address2, @ChargeMode2, @BandwidthId2, @BandwidthSize2, @BandwidthName2, @ShareType2, NULL,
              NULL, @PublicBorderGroup, 0, @CreatedWith2, @BoundTo, 2, NULL, NULL)
            """,
            new
            {
                first.Id,
                first.ProjectId,
                first.Type,
                first.Address,
                first.ChargeMode,
                first.BandwidthId,
                first.BandwidthSize,
                first.BandwidthName,
                first.ShareType,
                first.PublicBorderGroup,
                first.CreatedWith,
                first.BoundTo,
                Id2 = second.Id,
                Type2 = second.Type,
                Address2 = second.Address,
                ChargeMode2 = second.ChargeMode,
                BandwidthId2 = second.BandwidthId,
                BandwidthSize2 = second.BandwidthSize,
                BandwidthName2 = second.BandwidthName,
                ShareType2 = second.ShareType,
                CreatedWith2 = second.CreatedWith,
            });

    /// <summary>Changes what an administrator says of an EIP that is not bound.</summary>
    public static Task<int> ReplaceAsync(Session session, EipRow eip) =>
        session.ExecuteAsync(
            """
            UPDATE eip SET type = @Type, address = @Address, charge_mode = @ChargeMode, bandwidth_id = @BandwidthId,
              bandwidth_size = @BandwidthSize, bandwidth_name = @BandwidthName, share_type = @ShareType, ip_billing_info = @IpBillingInfo,
              bandwidth_billing_info = @BandwidthBillingInfo, public_border_group = @PublicBorderGroup
            WHERE project_id = @ProjectId AND id = @Id AND bound_to IS NULL
            """,
            eip);

    /// <returns>0 when the EIP was bound or frozen meanwhile.</returns>
    public static Task<int> BindAsync(Session session, EipRow eip) =>
        session.ExecuteAsync(
            """
            UPDATE eip SET bound_to = @BoundTo, place = @Place, pending_by = @PendingBy, pending_since = @PendingSince
            WHERE project_id = @ProjectId AND id = @Id AND bound_to IS NULL AND frozen = 0
            """,
            eip);

    /// <summary>As <see cref="FindAsync"/>; nobody else changes the row before the transaction ends.</summary>
    public static Task<EipRow?> LockAsync(Session session, string projectId, string id) =>
        session.FindAsync<EipRow>(
            $"SELECT {Columns} FROM eip WHERE project_id = @projectId AND id = @id{session.Dialect.ForUpdate}", new { projectId, id });

    public static Task<int> UnbindAsync(Session session, string projectId, string id) =>
        session.ExecuteAsync($"UPDATE eip SET {Unbound} WHERE project_id = @projectId AND id = @id", new { projectId, id });

    /// <summary>A change that finds its EIPs bound by an earlier one, which may be given up yet, makes the binding its own.</summary>
    public static Task TakeOverAsync(Session session, string projectId, string resourceId, IReadOnlyList<string> ids, string bindingId, long now) =>
        session.ExecuteAsync(
            """
            UPDATE eip SET pending_by = @bindingId, pending_since = @now
            WHERE project_id = @projectId AND bound_to = @resourceId AND id IN @ids AND pending_by IS NOT NULL
            """,
            new { projectId, resourceId, ids, bindingId, now });

    /// <summary>A change was given up: what it bound, and no other made its own, is free again.</summary>
    public static Task UndoAsync(Session session, string projectId, string resourceId, string bindingId) =>
        session.ExecuteAsync(
            $"UPDATE eip SET {Unbound} WHERE project_id = @projectId AND bound_to = @resourceId AND pending_by = @bindingId",
            new { projectId, resourceId, bindingId });

    /// <summary>EIPs bound to gateways of a type, before a time, by changes that nobody has told of.</summary>
    public static Task<IReadOnlyList<EipRow>> PendingAsync(Session session, string gatewayType, long before, int limit) =>
        session.QueryAsync<EipRow>(
            $"""
            SELECT {Columns} FROM eip e
            WHERE pending_by IS NOT NULL AND pending_since < @before AND EXISTS (
              SELECT 1 FROM reservation r
              WHERE r.project_id = e.project_id AND r.resource_id = e.bound_to AND r.resource_type = @gatewayType)
            ORDER BY pending_since LIMIT @limit
            """,
            new { gatewayType, before, limit });

    public static Task<int> FreezeAsync(Session session, string projectId, string id, long frozen) =>
        session.ExecuteAsync("UPDATE eip SET frozen = @frozen WHERE project_id = @projectId AND id = @id", new { projectId, id, frozen });

    /// <summary>The gateway has told that its EIPs are these: they are bound for good.</summary>
    public static Task SettleAsync(Session session, string projectId, string resourceId, IReadOnlyList<string> ids) =>
        session.ExecuteAsync(
            """
            UPDATE eip SET pending_by = NULL, pending_since = NULL
            WHERE project_id = @projectId AND bound_to = @resourceId AND pending_by IS NOT NULL AND id IN @ids
            """,
            new { projectId, resourceId, ids });

    /// <summary>A gateway was not written after all: takes away the EIPs that were created with it and leaves the others free.</summary>
    /// <returns>How many units of the EIP quota that gives back.</returns>
    public static async Task<int> ReleaseAsync(Session session, string projectId, string resourceId)
    {
        var gone = await session.ExecuteAsync(
            "DELETE FROM eip WHERE project_id = @projectId AND bound_to = @resourceId AND created_with = @resourceId",
            new { projectId, resourceId });
        if (gone < 2)
        {
            await session.ExecuteAsync(
                $"UPDATE eip SET {Unbound} WHERE project_id = @projectId AND bound_to = @resourceId", new { projectId, resourceId });
        }
        return gone;
    }

    /// <summary>
    /// A gateway is deleted: pay-per-use EIPs still bound are released with it (contract: DeleteVgw). One that is paid for by year or
    /// month is only unbound.
    /// </summary>
    /// <returns>How many units of the EIP quota that gives back.</returns>
    public static async Task<int> DeleteAsync(Session session, string projectId, string resourceId)
    {
        var createdWith = await session.ExecuteReturningAsync<string?>(
            """
            DELETE FROM eip
            WHERE project_id = @projectId AND bound_to = @resourceId AND ip_billing_info IS NULL AND bandwidth_billing_info IS NULL
            RETURNING created_with
            """,
            new { projectId, resourceId });
        if (createdWith.Count < 2)
        {
            await session.ExecuteAsync(
                $"UPDATE eip SET {Unbound} WHERE project_id = @projectId AND bound_to = @resourceId", new { projectId, resourceId });
        }
        return createdWith.Count(gateway => gateway is not null);
    }

    /// <summary>Takes the next offsets of a pool for this replica, going round at its end.</summary>
    /// <returns>The first of them.</returns>
    public static async Task<long> AdvanceAsync(Session session, string block, long size, long capacity)
    {
        var next = await session.ExecuteReturningAsync<long>(
            """
            INSERT INTO eip_pool (block, next) VALUES (@block, @size)
            ON CONFLICT (block) DO UPDATE
            SET next = CASE WHEN eip_pool.next >= @capacity THEN @size ELSE eip_pool.next + @size END
            RETURNING next
            """,
            new { block, size, capacity });
        return next[0] - size;
    }

    public static Task<IReadOnlyList<long>> AddressesInUseAsync(Session session, long first, long last) =>
        session.QueryAsync<long>("SELECT address FROM eip WHERE address BETWEEN @first AND @last", new { first, last });
}
