package pixelforest.engine;

import java.io.File;
import java.io.IOException;
import java.util.Map;

/** A trained model. */
public final class Model extends Handle {
    Model(long id) {
        super(id);
    }

    /** Reads a model's file. */
    public static Model load(File file) throws IOException {
        Library.load();
        return new Model(Native.modelLoad(file.getPath()));
    }

    /** The same model once more, to be closed by its own holder: work with it need not know when this one is closed. */
    public Model share() {
        return new Model(Native.modelShare(id()));
    }

    /** Writes the model; the file appears whole or not at all. */
    public void save(File file) throws IOException {
        Native.modelSave(id(), file.getPath());
    }

    /** What the model holds and how it was made. */
    public Map<String, String> info() {
        return Lines.parse(Native.modelInfo(id()));
    }

    /** How many labelled rows it keeps, from which {@link RetrainJob} trains again; 0 where none. */
    public long rows() {
        return Native.projectRows(id());
    }

    /** The classes' names, class 0 first. */
    public String[] classNames() {
        return Native.modelClassNames(id());
    }

    /** The classes' colours, 0xRRGGBB. */
    public int[] classColors() {
        return Native.modelClassColors(id());
    }
}
