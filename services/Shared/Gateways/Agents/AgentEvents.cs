using VpnMesh.Protos.Agent.V1;
using VpnMesh.Protos.Events.V1;
using VpnMesh.Shared.Api.Identifiers;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Messaging;

namespace VpnMesh.Shared.Gateways.Agents;

/// <summary>The events about agents, which are in no project. Two of them are in the order of their leases.</summary>
/// <typeparam name="TDatabase">Store of the service.</typeparam>
internal sealed class AgentEvents<TDatabase>(TDatabase database, Outbox<TDatabase> outbox)
    where TDatabase : Database
{
    public Task AddLostAsync(Session session, AgentRow agent) => outbox.AddAsync(session, Subject(agent.Id), new GatewayAgentLost
    {
        Part = database.Part,
        Zone = agent.Zone,
        LeaseUntil = agent.LeaseUntil.ToWireTime(),
    });

    public Task AddReturnedAsync(Session session, Register register, long leaseUntil) =>
        outbox.AddAsync(session, Subject(register.AgentId), new GatewayAgentReturned
        {
            Part = database.Part,
            Zone = register.Zone,
            LeaseUntil = leaseUntil.ToWireTime(),
        });

    private static EventSubject Subject(string agentId) => new(ProjectId: "", EnterpriseProjectId: "", agentId, Generation: 0, RequestId: "");
}
