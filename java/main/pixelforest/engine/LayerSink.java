package pixelforest.engine;

import java.io.IOException;

/** Receives the layers of a prediction, block by block. */
public interface LayerSink {
    /** Takes what it wants of a block, on one other thread than the caller's; the layers are gone when this returns. */
    void receive(Layers layers) throws IOException;
}
