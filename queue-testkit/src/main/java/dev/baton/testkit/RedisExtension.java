package dev.baton.testkit;

import dev.baton.embedded.RedisServer;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link WithRedis} does. */
public final class RedisExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RedisExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        boolean fresh = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), WithRedis.class)
                .map(WithRedis::fresh)
                .orElse(false);
        if (fresh) {
            // Closed by JUnit with the class's own store.
            context.getStore(NAMESPACE).computeIfAbsent(OwnRedis.class, key -> new OwnRedis(), OwnRedis.class);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        OwnRedis own = own(context);
        if (own != null) {
            own.revive();
        }
        empty(uri(context));
        if (own == null && RedisSource.chosen() != RedisSource.LOCAL) {
            empty(new RedisUri(sharedServer(context).uri()));
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class || type == RedisUri.class || type == RawRedis.class || type == TestBaton.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == RedisServer.class) {
            return server(context);
        }
        if (type == RedisUri.class) {
            return uri(context);
        }
        if (type == TestBaton.class) {
            return testBaton(context);
        }
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        RawRedis.class.getName() + context.getUniqueId(),
                        key -> RawRedis.connect(uri(context)),
                        RawRedis.class);
    }

    private static TestBaton testBaton(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("A TestBaton lives as long as one test: take it as a parameter of"
                    + " test methods, @BeforeEach or @AfterEach, not of constructors, @BeforeAll or @AfterAll");
        }
        return context.getStore(NAMESPACE)
                .computeIfAbsent(TestBaton.class, key -> TestBaton.connect(uri(context)), TestBaton.class);
    }

    private static void empty(RedisUri uri) {
        try (var redis = RawRedis.connect(uri)) {
            redis.call("FLUSHALL", "SYNC");
        }
    }

    private static RedisServer server(ExtensionContext context) {
        OwnRedis own = own(context);
        return own == null ? sharedServer(context) : own.server();
    }

    private static RedisUri uri(ExtensionContext context) {
        RedisSource source = RedisSource.chosen();
        if (own(context) == null && source != RedisSource.LOCAL) {
            return shared(context, DockerRedis.class, () -> new DockerRedis(source.image()))
                    .uri();
        }
        return new RedisUri(server(context).uri());
    }

    private static @Nullable OwnRedis own(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(OwnRedis.class, OwnRedis.class);
    }

    private static RedisServer sharedServer(ExtensionContext context) {
        return shared(context, RedisServer.class, () -> RedisServer.builder().start());
    }

    private static <T> T shared(ExtensionContext context, Class<T> type, Supplier<T> start) {
        Store store = context.getRoot().getStore(NAMESPACE);
        return Objects.requireNonNull(store.computeIfAbsent(type, key -> start.get(), type));
    }
}
