package dev.baton.chaos.row;

import dev.baton.chaos.scene.Scene;

/** What a row does on its scene: breaks something, heals it, and has the scene judged. */
@FunctionalInterface
public interface Trial {
    void run(Scene scene) throws Exception;
}
