# syntax=docker/dockerfile:1
# docker build -t baton-worker .
# docker run --rm baton-worker --redis redis://host:6379 --queue emails --exec 'cat'

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests package -pl queue-worker,queue-examples -am \
 && mkdir /out \
 && cp queue-worker/target/queue-worker-*-standalone.jar /out/worker.jar \
 && for jar in queue-examples/target/queue-examples-*.jar; do \
      case $jar in *-standalone.jar) ;; *) cp "$jar" /out/examples.jar ;; esac; \
    done

# A Java that has virtual threads, so that handlers which wait cost next to nothing.
FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /data --create-home baton
COPY --from=build /out/ /app/
USER baton
WORKDIR /data
# Only a worker without --redis writes here: the data of its own Redis.
ENV XDG_DATA_HOME=/data
VOLUME /data
# The JVM is told by SIGTERM to stop, hands its jobs back and exits with 0; give it more than its --grace.
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-jar", "/app/worker.jar"]
CMD ["--help"]
