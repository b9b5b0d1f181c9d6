namespace VpnMesh.Shared.Api.Errors;

/// <content>What only point-to-cloud operations raise.</content>
public static partial class ErrorCatalogue
{
    /// <summary>A point-to-cloud gateway is being created.</summary>
    public static readonly ErrorCode GatewayBeingCreated = new("VPN.0506", 400, "The gateway is being created, please try it again later.");

    /// <summary>A point-to-cloud gateway is being changed, upgraded or taken back.</summary>
    public static readonly ErrorCode GatewayBeingUpdated = new("VPN.0507", 400, "The gateway is being updated, please try it again later.");

    /// <summary>A point-to-cloud gateway is being deleted.</summary>
    public static readonly ErrorCode GatewayBeingDeleted = new("VPN.0508", 400, "The gateway is being deleted.");

    /// <summary>There is no such point-to-cloud gateway in the project.</summary>
    public static readonly ErrorCode P2cGatewayNotFound = new("VPN.0509", 404, "The gateway does not exist.");

    /// <summary>A point-to-cloud gateway waits for the confirmation of its upgrade.</summary>
    public static readonly ErrorCode P2cGatewayNotReady = new("VPN.0511", 500, "The gateway is not ready.");

    /// <summary>The EIP sits in a shared bandwidth.</summary>
    public static readonly ErrorCode EipShared = new("VPN.0554", 400, "EIP {0} does not have exclusive bandwidth.");

    /// <summary>The gateway has no such client connection, or no longer.</summary>
    public static readonly ErrorCode ClientConnectionNotFound = new("VPN.0563", 404, "The connection does not exists.");

    /// <summary>A server needs a certificate, and it is not given.</summary>
    public static readonly ErrorCode ServerCertificateMissing = new("VPN.1100", 400, "The server certificate cannot be empty.");

    /// <summary>A server whose clients have certificates needs the CA of those.</summary>
    public static readonly ErrorCode ClientCaMissing = new("VPN.1101", 400, "At least one client CA certificate is required.");

    /// <summary>The gateway has its server already.</summary>
    public static readonly ErrorCode ServerLimit = new("VPN.1102", 400, "The number of servers exceeds the upper limit.");

    /// <summary>A block of a server is not an IPv4 address with a mask.</summary>
    public static readonly ErrorCode BlockInvalid = new("VPN.1103", 400, "CIDR block {0} is invalid.");

    /// <summary>A block of a server touches one that nobody may use.</summary>
    public static readonly ErrorCode BlockUnavailable = new("VPN.1104", 400, "CIDR block {0} is unavailable.");

    /// <summary>More than 20 local subnets.</summary>
    public static readonly ErrorCode LocalSubnetLimit = new("VPN.1105", 400, "The number of local subnets exceeds the upper limit.");

    /// <summary>A local subnet is given twice.</summary>
    public static readonly ErrorCode LocalSubnetDuplicate = new("VPN.1106", 400, "Duplicate local subnet: {0}.");

    /// <summary>The mask of the clients' block is too short or too long.</summary>
    public static readonly ErrorCode ClientBlockMask = new("VPN.1107", 400, "The mask length of the client CIDR block must in the range of 16 to 26.");

    /// <summary>The clients' block has too few addresses for the clients of the gateway.</summary>
    public static readonly ErrorCode ClientBlockSmall = new("VPN.1108", 400, "The number of IP addresses in the client CIDR block is less than the number of IP addresses required by gateway connections.");

    /// <summary>The clients' block overlaps a route of the VPC.</summary>
    public static readonly ErrorCode ClientBlockRoute = new("VPN.1109", 400, "The client CIDR block conflicts with the VPC route {0}.");

    /// <summary>A server certificate is revoked, expired or still being issued.</summary>
    public static readonly ErrorCode ServerCertificateAbnormal = new("VPN.1110", 400, "The status of server certificate {0} is abnormal.");

    /// <summary>A server takes ten client CA certificates.</summary>
    public static readonly ErrorCode ClientCaLimit = new("VPN.1111", 400, "The number of client CA certificates exceeds the upper limit.");

    /// <summary>There is no such certificate in the certificate store.</summary>
    public static readonly ErrorCode ServerCertificateNotFound = new("VPN.1112", 400, "Server certificate {0} is not found.");

    /// <summary>A server is being created.</summary>
    public static readonly ErrorCode ServerBeingCreated = new("VPN.1113", 400, "The server is being created, please try again later.");

    /// <summary>A server is being changed.</summary>
    public static readonly ErrorCode ServerBeingUpdated = new("VPN.1114", 400, "The server is being updated, please try again later.");

    /// <summary>The server has no such client CA certificate.</summary>
    public static readonly ErrorCode ClientCaNotFound = new("VPN.1115", 404, "Client CA certificate {0} does not exist.");

    /// <summary>There is no such server in the project.</summary>
    public static readonly ErrorCode ServerNotFound = new("VPN.1116", 404, "The server does not exist.");

    /// <summary>The server is in a failed or frozen status.</summary>
    public static readonly ErrorCode ServerAbnormal = new("VPN.1117", 500, "The server status is abnormal.");

    /// <summary>A server needs local subnets.</summary>
    public static readonly ErrorCode LocalSubnetsEmpty = new("VPN.1118", 400, "The local CIDR block cannot be empty.");

    /// <summary>The clients' block overlaps a local subnet.</summary>
    public static readonly ErrorCode ClientBlockLocal = new("VPN.1119", 400, "The client CIDR block conflicts with the local CIDR block {0}.");

    /// <summary>The gateway has no EIP bound.</summary>
    public static readonly ErrorCode GatewayWithoutEip = new("VPN.1121", 400, "Gateway not bind eip.");

    /// <summary>The way of authentication cannot change while there are users.</summary>
    public static readonly ErrorCode ServerHasUsers = new("VPN.1122", 400, "There are users on the server. Delete them first.");

    /// <summary>The way of authentication cannot change while there are groups beside the built-in one.</summary>
    public static readonly ErrorCode ServerHasGroups = new("VPN.1123", 400, "There are user groups on the server. Delete them first.");

    /// <summary>The way of authentication cannot change while there are access policies.</summary>
    public static readonly ErrorCode ServerHasPolicies = new("VPN.1124", 400, "There are access policies on the server. Delete them first.");

    /// <summary>The way of authentication cannot change while there are client CA certificates.</summary>
    public static readonly ErrorCode ServerHasClientCas = new("VPN.1125", 400, "There are client CA certificates on the server. Delete them first.");

    /// <summary>Another group of the server has this name.</summary>
    public static readonly ErrorCode GroupNameTaken = new("VPN.1300", 400, "The user group name already exists.");

    /// <summary>The server has no such user group.</summary>
    public static readonly ErrorCode GroupNotFound = new("VPN.1301", 404, "The user group does not exist.");

    /// <summary>Another user of the server has this name.</summary>
    public static readonly ErrorCode UserNameTaken = new("VPN.1302", 400, "The username already exists.");

    /// <summary>The server has no such user.</summary>
    public static readonly ErrorCode UserNotFound = new("VPN.1303", 404, "The user does not exist.");

    /// <summary>A user belongs to one group at most.</summary>
    public static readonly ErrorCode UserInOtherGroup = new("VPN.1304", 400, "The user {0} has been added to another user group.");

    /// <summary>A user to be removed from a group is not in it.</summary>
    public static readonly ErrorCode UserNotInGroup = new("VPN.1305", 400, "The user {0} is not in the current user group.");

    /// <summary>A server has 50 groups at most.</summary>
    public static readonly ErrorCode GroupLimit = new("VPN.1306", 400, "The number of user groups exceeds the upper limit (50).");

    /// <summary>A server has as many users as it may.</summary>
    public static readonly ErrorCode UserLimit = new("VPN.1307", 400, "The number of users exceeds the upper limit.");

    /// <summary>A password has the wrong length or too few kinds of characters.</summary>
    public static readonly ErrorCode PasswordComplexity = new("VPN.1308", 400, "The password complexity does not meet requirements.");

    /// <summary>A password is the name of its user, forwards or backwards.</summary>
    public static readonly ErrorCode PasswordIsName = new("VPN.1309", 400, "The password cannot be the username or the reverse of the username.");

    /// <summary>A password has characters that it may not have.</summary>
    public static readonly ErrorCode PasswordCharacters = new("VPN.1310", 400, "The password contains invalid characters.");

    /// <summary>A password is one of the five used last.</summary>
    public static readonly ErrorCode PasswordUsed = new("VPN.1311", 400, "The new password cannot be the same as the old one.");

    /// <summary>The present password was not given.</summary>
    public static readonly ErrorCode OldPasswordWrong = new("VPN.1312", 400, "The old password is incorrect.");

    /// <summary>An access policy refers to the group.</summary>
    public static readonly ErrorCode GroupHasPolicy = new("VPN.1313", 400, "The user group has been associated with an access policy. Delete the access policy first.");

    /// <summary>A password is widely known.</summary>
    public static readonly ErrorCode PasswordWeak = new("VPN.1314", 400, "The password is weak.");

    /// <summary>A user is named twice.</summary>
    public static readonly ErrorCode UserDuplicate = new("VPN.1315", 400, "Duplicate user {0}.");

    /// <summary>The built-in group is not for callers to change.</summary>
    public static readonly ErrorCode GroupBuiltIn = new("VPN.1316", 400, "Operations on the default user group are not allowed.");

    /// <summary>A name is reserved by the system.</summary>
    public static readonly ErrorCode UserNameReserved = new("VPN.1317", 400, "The username is unavailable.");

    /// <summary>No user is named.</summary>
    public static readonly ErrorCode UserListEmpty = new("VPN.1318", 400, "User list is empty.");

    /// <summary>A server has 100 access policies at most.</summary>
    public static readonly ErrorCode PolicyLimit = new("VPN.1400", 400, "The number of access policies exceeds the upper limit (100).");

    /// <summary>The server has no such access policy; the status is the contract's.</summary>
    public static readonly ErrorCode PolicyNotFound = new("VPN.1401", 400, "The access policy does not exist.");

    /// <summary>An access policy has ten destinations at most.</summary>
    public static readonly ErrorCode DestinationLimit = new("VPN.1402", 400, "The number of destination CIDR blocks exceeds the upper limit.");

    /// <summary>A destination is not an IPv4 address with a mask.</summary>
    public static readonly ErrorCode DestinationInvalid = new("VPN.1403", 400, "The destination CIDR block {0} is invalid.");

    /// <summary>A destination is given twice.</summary>
    public static readonly ErrorCode DestinationDuplicate = new("VPN.1404", 400, "Duplicate destination CIDR block {0}");

    /// <summary>A destination begins in a block that nobody may use.</summary>
    public static readonly ErrorCode DestinationUnavailable = new("VPN.1405", 400, "The destination CIDR block {0} is unavailable.");

    /// <summary>An access policy of the service itself is not for callers to change.</summary>
    public static readonly ErrorCode PolicyBuiltIn = new("VPN.1406", 400, "Default access policy cannot be operated.");

    /// <summary>An order about the gateway is still being processed.</summary>
    public static readonly ErrorCode OrderInProgress = new("VPN.1801", 400, "You have orders in progress and cannot perform the current operation.");
}
