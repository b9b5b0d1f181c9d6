namespace VpnMesh.Governance.Reservations;

/// <summary>
/// How long a reservation, or the binding of an EIP, is left alone that nobody has told of: setting <c>RESERVATION_LIFETIME</c> in seconds,
/// default 120. Then its owner is asked.
/// </summary>
internal sealed record ReservationLifetime(TimeSpan Length)
{
    /// <summary>Milliseconds within which whoever reserved must have written: well before the owner is asked.</summary>
    public long ValidMs => (long)Length.TotalMilliseconds / 2;

    /// <summary>
    /// How long it must have been seen before the owner is asked. Alone it is longer than whoever reserved may write, so that nothing is given
    /// back too early whatever a clock says.
    /// </summary>
    public TimeSpan Watch => Length - TimeSpan.FromMilliseconds(ValidMs);

    public static ReservationLifetime Of(IConfiguration settings) => new(TimeSpan.FromSeconds(settings.GetValue("RESERVATION_LIFETIME", 120.0)));
}
