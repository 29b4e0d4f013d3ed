package dev.baton.server.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.TreeSet;

/** The document of the interface in OpenAPI 3.1, made of the table of routes. */
final class OpenApi {
    private static final Schema PROBLEM = Schema.object("an error, RFC 9457")
            .with("type", Schema.text("names the kind of problem; programs look at this"))
            .with("title", Schema.text("the kind in words"))
            .with("status", Schema.whole("the status of HTTP"))
            .with("detail", Schema.text("what is wrong, and what would be right"));

    private OpenApi() {}

    static ObjectNode of(List<Route> routes) {
        ObjectNode document = Json.object().put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Baton")
                .put("version", "1")
                .put(
                        "description",
                        "A job queue on Redis. Lengths of time in queries: 30 or 30s are seconds, 500ms"
                                + " milliseconds. Every error is application/problem+json.");
        ObjectNode components = document.putObject("components");
        components.putObject("schemas").set("Problem", PROBLEM.json());
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
        schemes.putObject("key").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
        ObjectNode paths = document.putObject("paths");
        routes.forEach(route -> paths.withObjectProperty(route.path())
                .set(route.method().toLowerCase(java.util.Locale.ROOT), operation(route)));
        return document;
    }

    private static ObjectNode operation(Route route) {
        ObjectNode operation = Json.object().put("summary", route.summary());
        if (!route.roles().isEmpty()) {
            TreeSet<String> roles = new TreeSet<>();
            route.roles().forEach(role -> roles.add(role.word()));
            operation.put("description", "Needs one of the roles " + String.join(", ", roles) + ", if there are keys.");
            ArrayNode security = operation.putArray("security");
            security.addObject().putArray("bearer");
            security.addObject().putArray("key");
            security.addObject();
        }
        ArrayNode parameters = operation.putArray("parameters");
        for (Route.Parameter parameter : route.parameters()) {
            parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", parameter.place())
                    .put("required", parameter.required())
                    .put("description", parameter.about())
                    .set("schema", parameter.schema().json());
        }
        Route.Body body = route.body();
        if (body != null) {
            ObjectNode request = operation.putObject("requestBody").put("required", body.required());
            ObjectNode content = request.putObject("content");
            body.mediaTypes().stream()
                    .filter(type -> !type.isEmpty())
                    .forEach(type ->
                            content.putObject(type).set("schema", body.schema().json()));
        }
        operation.set("responses", responses(route));
        return operation;
    }

    private static ObjectNode responses(Route route) {
        ObjectNode responses = Json.object();
        for (Route.Answer answer : route.answers()) {
            ObjectNode response =
                    responses.putObject(Integer.toString(answer.status())).put("description", answer.about());
            if (!answer.mediaType().isEmpty()) {
                ObjectNode content = response.putObject("content").putObject(answer.mediaType());
                if (answer.schema() != null) {
                    content.set("schema", answer.schema().json());
                }
            }
        }
        for (int status : route.problems()) {
            problem(responses, Integer.toString(status), "See detail.");
        }
        problem(responses, "default", "What may go wrong anywhere: 400, 401, 403, 406, 415, 429, 503, 504 and others.");
        return responses;
    }

    private static void problem(ObjectNode responses, String status, String about) {
        responses
                .putObject(status)
                .put("description", about)
                .putObject("content")
                .putObject(Problem.MEDIA_TYPE)
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
    }
}
