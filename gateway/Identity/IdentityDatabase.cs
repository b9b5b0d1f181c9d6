using Microsoft.Extensions.Configuration;
using VpnMesh.Shared.Data;

namespace VpnMesh.Identity;

/// <summary>Store of Identity: accounts, users, keys, projects, policies.</summary>
public sealed class IdentityDatabase(IConfiguration settings) : Database("identity", settings);
