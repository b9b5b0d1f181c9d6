using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VpnMesh.Shared.Api.Parts;
using VpnMesh.Shared.Data;
using VpnMesh.Shared.Data.Telemetry;

namespace VpnMesh.Shared.Messaging;

/// <summary>
/// Collects which part tells events and which handlers listen, then sets up MassTransit once for the process: its mediator when the
/// setting <c>BUS</c> is empty, RabbitMQ when it is an <c>amqp://</c> address.
/// </summary>
public static class MessagingRegistration
{
    /// <summary>Name of the topic exchange that carries every event.</summary>
    public const string Exchange = "vpnmesh.events";

    /// <summary>The part tells events: registers its outbox and the relay.</summary>
    public static void AddOutbox<TDatabase>(this IHostApplicationBuilder builder)
        where TDatabase : Database
    {
        builder.Services.AddSingleton<OutboxSignal<TDatabase>>();
        builder.Services.AddSingleton<Outbox<TDatabase>>();
        builder.Services.AddHostedService<OutboxRelay<TDatabase>>();
        builder.Services.AddSingleton<IPartReport, OutboxReport<TDatabase>>();
        builder.AddStoreReading<TDatabase, OutboxReading<TDatabase>>();
    }

    /// <summary>The part listens: its handler gets every event of its types, once per id.</summary>
    public static void AddEventHandler<TDatabase, THandler>(this IHostApplicationBuilder builder)
        where TDatabase : Database
        where THandler : class, IEventHandler
    {
        builder.Services.AddSingleton<THandler>();
        builder.Services.AddSingleton(new Subscription(
            EventConsumer<TDatabase, THandler>.Name,
            THandler.Types,
            registration => registration.AddConsumer<EventConsumer<TDatabase, THandler>>(),
            (context, endpoint) => endpoint.ConfigureConsumer<EventConsumer<TDatabase, THandler>>(context, consumer =>
                // Days of patience: a store that is down must not cost an event.
                consumer.UseMessageRetry(retry =>
                    retry.Exponential(100_000, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200))))));
        builder.Services.AddHostedService<InboxPruning<TDatabase>>();
        builder.Services.AddSingleton<IPartReport, QueueReport<TDatabase, THandler>>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPartReport, InboxReport<TDatabase>>());
    }

    /// <summary>The queue on RabbitMQ from which a handler gets its events.</summary>
    internal static string QueueOf(string handler) => $"vpnmesh.{handler}";

    /// <summary>The process watches every event without remembering which it has seen; for consumers that bear a repetition.</summary>
    public static void AddEventObserver<TConsumer>(this IHostApplicationBuilder builder)
        where TConsumer : class, IConsumer<CloudEvent> =>
        builder.Services.AddSingleton(new Subscription(
            typeof(TConsumer).Name,
            ["#"],
            registration => registration.AddConsumer<TConsumer>(),
            (context, endpoint) => endpoint.ConfigureConsumer<TConsumer>(context)));

    /// <summary>Sets up the bus; call it last, after every part of the process is registered.</summary>
    public static void AddEventBus(this IHostApplicationBuilder builder)
    {
        var subscriptions = builder.Services
            .Where(service => service.ServiceType == typeof(Subscription))
            .Select(service => (Subscription)service.ImplementationInstance!)
            .ToArray();
        builder.Logging.AddFilter("MassTransit", LogLevel.Warning);
        if (builder.Configuration["BUS"] is { Length: > 0 } address)
        {
            builder.Services.AddRabbitMq(new Uri(address), subscriptions);
            builder.Services.AddSingleton(services => new EventBus(services.GetRequiredService<IBusControl>()));
            return;
        }
        builder.Services.AddMediator(mediator =>
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Register(mediator);
            }
        });
        builder.Services.AddSingleton(services => new EventBus(services.GetRequiredService<IMediator>()));
    }

    private static void AddRabbitMq(this IServiceCollection services, Uri address, Subscription[] subscriptions) =>
        services.AddMassTransit(bus =>
        {
            // A VPN controller that somebody else runs does not phone home.
            bus.DisableUsageTelemetry();
            foreach (var subscription in subscriptions)
            {
                subscription.Register(bus);
            }
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(address);
                rabbit.ConfigureEventTopology();
                foreach (var subscription in subscriptions)
                {
                    rabbit.Listen(context, subscription);
                }
            });
        });

    private static void ConfigureEventTopology(this IRabbitMqBusFactoryConfigurator rabbit)
    {
        rabbit.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        rabbit.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        rabbit.Message<CloudEvent>(message => message.SetEntityName(Exchange));
        rabbit.Publish<CloudEvent>(publish => publish.ExchangeType = "topic");
        rabbit.Send<CloudEvent>(send => send.UseRoutingKeyFormatter(context => context.Message.Type));
    }

    private static void Listen(this IRabbitMqBusFactoryConfigurator rabbit, IBusRegistrationContext context, Subscription subscription) =>
        rabbit.ReceiveEndpoint(QueueOf(subscription.Name), endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.SetQuorumQueue();
            // By default the broker drops what was delivered twenty times, and every restart of a consumer counts as a delivery.
            endpoint.SetQueueArgument("x-delivery-limit", -1);
            endpoint.PrefetchCount = 64;
            foreach (var type in subscription.Types)
            {
                endpoint.Bind(Exchange, binding =>
                {
                    binding.ExchangeType = "topic";
                    binding.RoutingKey = type;
                });
            }
            subscription.Configure(context, endpoint);
        });

    private sealed record Subscription(
        string Name,
        IReadOnlyList<string> Types,
        Action<IRegistrationConfigurator> Register,
        Action<IRegistrationContext, IReceiveEndpointConfigurator> Configure);
}
