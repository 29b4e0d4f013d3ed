package dev.baton.redis;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Lends a test class its Redis: one of its own, or the one that whoever launched the tests has put into the session, so
 * that the same tests can be run over and over with other scripts.
 */
final class LentRedis implements ParameterResolver {
    static final Namespace NAMESPACE = Namespace.create(LentRedis.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestRedis.class;
    }

    @Override
    public TestRedis resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestRedis shared =
                context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE).get(TestRedis.class, TestRedis.class);
        return shared != null
                ? shared
                : context.getStore(NAMESPACE).computeIfAbsent(TestRedis.class, key -> new TestRedis(), TestRedis.class);
    }
}
