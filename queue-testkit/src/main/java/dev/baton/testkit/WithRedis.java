package dev.baton.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a real, empty Redis. Constructors, tests and life-cycle methods may take these parameters:
 *
 * <ul>
 *   <li>{@link dev.baton.embedded.RedisServer}: a local server;
 *   <li>{@link RedisUri}: the address of that server, or of another one if the system property
 *       {@code baton.test.server} says so (see {@link RedisSource});
 *   <li>{@link RawRedis}: a plain connection to what {@link RedisUri} names, closed after the test;
 *   <li>{@link TestBaton}: a Baton on that Redis and on a clock moved by hand, the same for the test and its
 *       {@code @BeforeEach} and {@code @AfterEach} methods, closed after the test; constructors may not take it.
 * </ul>
 *
 * <p>The server is emptied before each test. Test classes that run at the same time in one JVM must not share it.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedisExtension.class)
public @interface WithRedis {
    /**
     * False (the default): one server in memory, shared by all test classes of the JVM, not to be stopped or configured.
     * True: a local server for this class alone, with an AOF, to be killed, restarted, suspended and configured at will;
     * if a test leaves it dead or suspended, the next one finds it running.
     */
    boolean fresh() default false;
}
