using System.CommandLine;
using VpnMesh.CommandLine.Running;
using VpnMesh.Protos.Governance.V1;

namespace VpnMesh.CommandLine.Inventory;

/// <summary><c>vpnmesh inventory vpc</c>, <c>subnet</c> and <c>enterprise-router</c>.</summary>
internal static class NetworkCommands
{
    public static Command Vpc()
    {
        var id = InventoryCommands.Uuid("VPC", "VPC");
        var project = CommonOptions.Project();
        var routes = new Option<string[]>("--route")
        {
            Description = "A destination in its default route table; several times for several.",
            HelpName = "CIDR",
        };
        var register = new Command("register", "Adds a VPC of a project, or replaces its routes.") { id, project, routes };
        return new Command("vpc", "VPCs.")
        {
            register.Does(async run =>
            {
                var request = new RegisterVpcRequest
                {
                    ProjectId = run.ProjectOf(project),
                    VpcId = run.Value(id),
                    Routes = { run.Value(routes) ?? [] },
                };
                await run.Inventory().RegisterVpcAsync(request, run.AsAdministrator());
                return run.Registered("VPC", request.VpcId);
            }),
        };
    }

    public static Command Subnet()
    {
        var id = InventoryCommands.Uuid("SUBNET", "subnet");
        var project = CommonOptions.Project();
        var vpc = new Option<string>("--vpc") { Description = "Id of its VPC, which is registered.", HelpName = "ID", Required = true };
        var cidr = new Option<string>("--cidr") { Description = "Its block, such as 192.168.0.0/24.", HelpName = "CIDR", Required = true };
        var used = new Option<string[]>("--used") { Description = "An address that others use; several times for several.", HelpName = "ADDRESS" };
        var register = new Command("register", "Adds a subnet, or changes it.") { id, project, vpc, cidr, used };
        return new Command("subnet", "Subnets.")
        {
            register.Does(async run =>
            {
                var request = new RegisterSubnetRequest
                {
                    ProjectId = run.ProjectOf(project),
                    SubnetId = run.Value(id),
                    VpcId = run.Value(vpc),
                    Cidr = run.Value(cidr),
                    UsedAddresses = { run.Value(used) ?? [] },
                };
                await run.Inventory().RegisterSubnetAsync(request, run.AsAdministrator());
                return run.Registered("subnet", request.SubnetId);
            }),
        };
    }

    public static Command EnterpriseRouter()
    {
        var id = InventoryCommands.Uuid("ROUTER", "enterprise router");
        var project = CommonOptions.Project();
        var register = new Command("register", "Adds an enterprise router of a project.") { id, project };
        return new Command("enterprise-router", "Enterprise routers.")
        {
            register.Does(async run =>
            {
                var request = new RegisterEnterpriseRouterRequest { ProjectId = run.ProjectOf(project), ErId = run.Value(id) };
                await run.Inventory().RegisterEnterpriseRouterAsync(request, run.AsAdministrator());
                return run.Registered("enterprise router", request.ErId);
            }),
        };
    }
}
