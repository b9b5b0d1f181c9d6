namespace VpnMesh.Shared.Api.Errors;

/// <summary>
/// Every error code that a part of the system raises, once (contract: error catalogue; auth.md, section 8). The English of the
/// messages is the contract's.
/// </summary>
public static partial class ErrorCatalogue
{
    /// <summary>A field is missing, malformed, out of range or contradicts another, or the state of the resource forbids the operation.</summary>
    public static readonly ErrorCode InvalidRequest = new("VPN.0001", 400, "invalid request: {0}");

    /// <summary>The service failed internally.</summary>
    public static readonly ErrorCode ServerError = new("VPN.0002", 500, "server error: {0}");

    /// <summary>The caller lacks the action of the operation, or acts in another project than that of the path.</summary>
    public static readonly ErrorCode AccessDenied = new("VPN.0003", 403, "Authentication failed: {0}");

    /// <summary>A gateway is in a transitional status: its id, then the status in the words of the contract (CREATING, UPDATING, DELETING).</summary>
    public static readonly ErrorCode GatewayNotReady = new("VPN.0003", 403, "resource (type=GATEWAY, ID={0}) is not ready, currently {1}");

    /// <summary>A connection is in a transitional status: its id, then the status in the words used for gateways.</summary>
    public static readonly ErrorCode ConnectionNotReady = new("VPN.0003", 403, "resource (type=CONNECTION, ID={0}) is not ready, currently {1}");

    /// <summary>There is no such resource in the project.</summary>
    public static readonly ErrorCode NotFound = new("VPN.0004", 404, "resource not found");

    /// <summary>The queue of changes is full.</summary>
    public static readonly ErrorCode Busy = new("VPN.0030", 400, "The system is busy, please try later.");

    /// <summary>An idempotency key is used again for something else, or while its first call is running.</summary>
    public static readonly ErrorCode RepeatedOperation = new("VPN.0031", 400, "Repeated operation.");

    /// <summary>The key of a certificate is of a kind the service does not take.</summary>
    public static readonly ErrorCode CertificateKeyAlgorithm = new("VPN.0070", 400, "The key algorithm of the certificate {0} is not supported.");

    /// <summary>A certificate is signed with an algorithm the service does not take.</summary>
    public static readonly ErrorCode CertificateSignatureAlgorithm = new("VPN.0071", 400, "The signature algorithm of the certificate {0} is not supported.");

    /// <summary>The validity of a certificate is over.</summary>
    public static readonly ErrorCode CertificateExpired = new("VPN.0072", 400, "Certificate {0} has expired.");

    /// <summary>The validity of a certificate has not begun.</summary>
    public static readonly ErrorCode CertificateNotYetValid = new("VPN.0073", 400, "Certificate {0} has not taken effect.");

    /// <summary>The text is not a PEM certificate.</summary>
    public static readonly ErrorCode CertificateFormat = new("VPN.0074", 400, "The format of the certificate {0} is invalid.");

    /// <summary>The text is PEM, but what it encodes is not a usable certificate.</summary>
    public static readonly ErrorCode CertificateContent = new("VPN.0075", 400, "The content of the certificate {0} is invalid.");

    /// <summary>A certificate lacks the mark of a certificate authority.</summary>
    public static readonly ErrorCode CertificateNotCa = new("VPN.0076", 400, "Certificate {0} is not a CA certificate.");

    /// <summary>A certificate is there already, or is given twice.</summary>
    public static readonly ErrorCode CertificateDuplicate = new("VPN.0077", 400, "Duplicate certificate: {0}.");

    /// <summary>There is no such VPC.</summary>
    public static readonly ErrorCode VpcNotFound = new("VPN.0500", 400, "VPC {0} is not found.");

    /// <summary>There is no such subnet.</summary>
    public static readonly ErrorCode SubnetNotFound = new("VPN.0501", 400, "Interconnection subnet {0} is not found.");

    /// <summary>The subnet has too few free addresses for the gateway.</summary>
    public static readonly ErrorCode SubnetFull = new("VPN.0502", 400, "Interconnection subnet {0} has insufficient available IP addresses.");

    /// <summary>The subnet is part of another VPC: the subnet, then the VPC.</summary>
    public static readonly ErrorCode SubnetNotInVpc = new("VPN.0503", 400, "Interconnection subnet {0} does not belong to the VPC {1}.");

    /// <summary>More connections than the flavour of the gateway allows.</summary>
    public static readonly ErrorCode ConnectionLimit = new("VPN.0504", 400, "The number of connections exceeds the upper limit defined by the specification.");

    /// <summary>The zones have no capacity left for such a gateway.</summary>
    public static readonly ErrorCode GatewayResources = new("VPN.0505", 400, "Gateway resources are insufficient.");

    /// <summary>The gateway is in a failed or frozen status.</summary>
    public static readonly ErrorCode GatewayAbnormal = new("VPN.0510", 500, "The gateway status is abnormal.");

    /// <summary>A public address is to be bound where one still is.</summary>
    public static readonly ErrorCode EipStillBound = new("VPN.0512", 400, "The gateway already has an EIP bound.");

    /// <summary>The project has as many gateways or customer gateways as its quota allows.</summary>
    public static readonly ErrorCode GatewayQuota = new("VPN.0513", 400, "Insufficient gateway quota.");

    /// <summary>One zone is named although two or more are available.</summary>
    public static readonly ErrorCode TwoZones = new("VPN.0514", 400, "Two AZs must be specified.");

    /// <summary>The same zone is named twice.</summary>
    public static readonly ErrorCode DuplicateZones = new("VPN.0515", 400, "Duplicate AZs.");

    /// <summary>The bandwidth of an EIP is larger than the flavour of the gateway allows.</summary>
    public static readonly ErrorCode EipBandwidth = new("VPN.0550", 400, "The EIP bandwidth exceeds the upper limit defined by the specification.");

    /// <summary>There is no such EIP in the project.</summary>
    public static readonly ErrorCode EipNotFound = new("VPN.0551", 400, "EIP {0} is not found.");

    /// <summary>The EIP is frozen.</summary>
    public static readonly ErrorCode EipFrozen = new("VPN.0552", 400, "EIP {0} is frozen.");

    /// <summary>The EIP is in use by another instance, or given twice.</summary>
    public static readonly ErrorCode EipBound = new("VPN.0553", 400, "EIP {0} has been bound to an instance.");

    /// <summary>The EIP belongs to another public border group than the zones of the gateway.</summary>
    public static readonly ErrorCode EipNotCentral = new("VPN.0555", 400, "EIP {0} does not belong to a center.");

    /// <summary>The type of a new EIP is unknown or not offered.</summary>
    public static readonly ErrorCode EipType = new("VPN.0556", 400, "EIP type {0} is invalid.");

    /// <summary>No EIP of this type is left.</summary>
    public static readonly ErrorCode EipSoldOut = new("VPN.0557", 400, "EIPs of the type {0} have been sold out.");

    /// <summary>Neither the id of an existing EIP nor all fields for a new one are given.</summary>
    public static readonly ErrorCode EipIncomplete = new("VPN.0558", 400, "Incomplete EIP parameters.");

    /// <summary>The id of an existing EIP and fields for a new one are given together.</summary>
    public static readonly ErrorCode EipConflict = new("VPN.0559", 400, "EIP parameter conflict.");

    /// <summary>The project has as many EIPs as its quota allows.</summary>
    public static readonly ErrorCode EipQuota = new("VPN.0560", 400, "EIP quota not enough.");

    /// <summary>The project has no EIP quota.</summary>
    public static readonly ErrorCode EipQuotaMissing = new("VPN.0561", 400, "EIP quota not found.");

    /// <summary>The software of the gateway is too old for the function asked for.</summary>
    public static readonly ErrorCode GatewayTooOld = new("VPN.0562", 400, "The current gateway version does not support {0} feature.");

    /// <summary>No such path, raised by the edge.</summary>
    public static readonly ErrorCode UnknownApi = new("APIGW.0101", 404, "The API does not exist or has not been published in the environment.");

    /// <summary>The path exists, but not with this method, raised by the edge.</summary>
    public static readonly ErrorCode MethodNotAllowed = new("APIGW.0101", 405, "The API does not exist or has not been published in the environment: method {0} is not allowed on this path.");

    /// <summary>The body is larger than the edge takes.</summary>
    public static readonly ErrorCode BodyTooLarge = new("APIGW.0201", 413, "Request entity too large.");

    /// <summary>The body arrives too slowly. The contract names the status but no code for it: this one is ours.</summary>
    public static readonly ErrorCode BodyTooSlow = new("APIGW.0408", 408, "The body of the request did not arrive in time.");

    /// <summary>The headers arrive too slowly. Code and text are ours, as above.</summary>
    public static readonly ErrorCode RequestTooSlow = new("APIGW.0408", 408, "The headers of the request did not arrive in time.");

    /// <summary>The first line of the request is longer than the edge takes. The contract has no code for it: this one is ours.</summary>
    public static readonly ErrorCode RequestLineTooLong = new("APIGW.0414", 414, "The path and query of the request are too long.");

    /// <summary>The headers are more, or larger, than the edge takes. The contract has no code for it: this one is ours.</summary>
    public static readonly ErrorCode HeadersTooLarge = new("APIGW.0431", 431, "The headers of the request are too large, or too many.");

    /// <summary>The part that answers this operation cannot be reached; nothing was changed by the edge.</summary>
    public static readonly ErrorCode BackendUnavailable = new("APIGW.0202", 503, "Backend unavailable.");

    /// <summary>The part that answers this operation did not answer in time; whether the change was made is not known.</summary>
    public static readonly ErrorCode BackendTimeout = new("APIGW.0203", 504, "Backend timeout.");

    /// <summary>The caller is not authenticated: the reason in the words of the contract.</summary>
    public static readonly ErrorCode NotAuthenticated = new("APIGW.0301", 401, "Incorrect IAM authentication information: {0}");

    /// <summary>Too many calls.</summary>
    public static readonly ErrorCode TooManyCalls = new("APIGW.0308", 429, "The throttling threshold has been reached: {0} calls per {1} seconds.");

    /// <summary>The media type of the body is not JSON.</summary>
    public static readonly ErrorCode UnsupportedMediaType = new("APIGW.0602", 415, "The Content-Type of the body must be application/json.");

    /// <summary>The identity service needs authentication, or credentials are wrong (one answer for all).</summary>
    public static readonly ErrorCode IamNotAuthenticated = new("IAM.0001", 401, "The request you have made requires authentication.");

    /// <summary>The caller may not do this at the identity service.</summary>
    public static readonly ErrorCode IamForbidden = new("IAM.0002", 403, "You are not authorized to perform the requested action.");

    /// <summary>The identity service does not know this: what, then its id.</summary>
    public static readonly ErrorCode IamNotFound = new("IAM.0004", 404, "Could not find {0}: {1}.");

    /// <summary>The identity service failed internally.</summary>
    public static readonly ErrorCode IamServerError = new("IAM.0006", 500, "An unexpected error prevented the server from fulfilling your request.");

    /// <summary>A parameter of an identity call is invalid: its name.</summary>
    public static readonly ErrorCode IamInvalidParameter = new("IAM.0007", 400, "Request parameter {0} is invalid.");

    /// <summary>The body of an identity call is malformed.</summary>
    public static readonly ErrorCode IamInvalidBody = new("IAM.0011", 400, "Request body is invalid.");

    /// <summary>Too many identity calls: the number, then the seconds.</summary>
    public static readonly ErrorCode IamTooManyCalls = new("IAM.0012", 429, "The throttling threshold has been reached. Threshold: {0} times per {1} seconds");

    /// <summary>So many passwords wait for their check already that no other is taken: their number. Code of the contract, text of ours.</summary>
    public static readonly ErrorCode IamTooManyWaiting = new("IAM.0012", 429, "The throttling threshold has been reached. {0} log-ins are waiting already.");

    /// <summary>The user is locked after repeated failures.</summary>
    public static readonly ErrorCode IamLocked = new("IAM.0061", 401, "Account locked.");

    /// <summary>The token has expired.</summary>
    public static readonly ErrorCode IamTokenExpired = new("IAM.0066", 401, "The token has expired.");

    /// <summary>The token is not one of ours, or was revoked.</summary>
    public static readonly ErrorCode IamTokenInvalid = new("IAM.0067", 401, "Invalid token.");

    /// <summary>A property of the body of an identity call is missing: its name.</summary>
    public static readonly ErrorCode IamMissingProperty = new("IAM.0072", 400, "'{0}' is a required property.");

    /// <summary>The user may use the console only.</summary>
    public static readonly ErrorCode IamConsoleOnly = new("IAM.0081", 403, "This user only supports console access, not programmatic access.");

    /// <summary>The user is disabled: its name.</summary>
    public static readonly ErrorCode IamUserDisabled = new("IAM.0082", 403, "The user {0} is disabled.");
}
