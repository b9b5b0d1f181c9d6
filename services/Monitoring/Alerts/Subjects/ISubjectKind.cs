using System.Text.Json;
using VpnMesh.Monitoring.Alerts.Rules;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Monitoring.Alerts.Subjects;

/// <summary>Whether something holds that a rule tells of.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Text">What is the case now, for people.</param>
internal sealed record Condition(string Rule, bool Holds, string Text);

/// <summary>What a subject comes to at a moment.</summary>
/// <param name="Conditions">One for each rule that concerns it.</param>
/// <param name="DueAt">When time alone may change that, in Unix milliseconds; null: never.</param>
internal sealed record Judgement(IReadOnlyList<Condition> Conditions, long? DueAt)
{
    /// <summary>Nothing more is to be kept of it.</summary>
    public bool Forget { get; init; }
}

/// <summary>
/// A kind of resource that alerts can be about. What comes of a set of events does not depend on their order, nor on how often each came;
/// what comes of a judgement depends on the facts and the time alone.
/// </summary>
internal interface ISubjectKind
{
    /// <summary>Such as <c>vpn_connection</c>.</summary>
    string ResourceType { get; }

    /// <summary>Types of the events that tell of it, but that of its deletion.</summary>
    IReadOnlyList<string> Events { get; }

    /// <summary>Id of the resource that an event tells of.</summary>
    string IdOf(CloudEvent cloudEvent);

    /// <summary>The subject as it is after an event, due when that may change a judgement.</summary>
    SubjectRow Take(SubjectRow subject, CloudEvent cloudEvent, long now);

    /// <summary>Which conditions hold.</summary>
    Judgement Judge(SubjectRow subject, RuleSet rules, long now);
}

/// <summary>What all kinds of subjects have in common: facts of a form of their own, kept as JSON.</summary>
/// <typeparam name="TFacts">A record whose members have defaults.</typeparam>
internal abstract class SubjectKind<TFacts>(string resourceType, params string[] events) : ISubjectKind
    where TFacts : class
{
    public string ResourceType => resourceType;

    public IReadOnlyList<string> Events { get; } = [.. events.Select(name => $"{resourceType}.{name}")];

    public virtual string IdOf(CloudEvent cloudEvent) => cloudEvent.Subject;

    public SubjectRow Take(SubjectRow subject, CloudEvent cloudEvent, long now)
    {
        var before = Read(subject);
        var after = Take(before, cloudEvent);
        return ReferenceEquals(before, after) ? subject : With(subject, before, after, now);
    }

    public Judgement Judge(SubjectRow subject, RuleSet rules, long now) => Judge(Read(subject), rules, now);

    /// <summary>The subject with other facts.</summary>
    public SubjectRow With(SubjectRow subject, TFacts before, TFacts after, long now) => subject with
    {
        Facts = JsonSerializer.Serialize(after),
        DueAt = Matters(before, after) ? now : subject.DueAt,
    };

    /// <summary>The facts of a subject.</summary>
    public static TFacts Read(SubjectRow subject) => JsonSerializer.Deserialize<TFacts>(subject.Facts)!;

    /// <summary>The facts after an event; the same object when it says nothing new.</summary>
    protected abstract TFacts Take(TFacts facts, CloudEvent cloudEvent);

    protected abstract Judgement Judge(TFacts facts, RuleSet rules, long now);

    /// <summary>Whether the difference can change a judgement.</summary>
    protected virtual bool Matters(TFacts before, TFacts after) => true;
}
