package pixelforest.window;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pixelforest.command.WindowDoor;
import pixelforest.image.RoiArchive;
import pixelforest.image.Tiff;

/** A session's work as a macro that needs no screen: the same strokes and options train the same model. */
final class SessionMacro {
    private final File folder;
    /** What was saved, by image. */
    private final Map<ImagePlus, String> files = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private SessionMacro(File folder) {
        this.folder = folder;
    }

    /**
     * Saves strokes, and images that are in no file, in a folder under names that are free; returns the macro.
     *
     * @param images with strokes
     * @param runs options of apply for what is done with the model
     */
    static String of(Session.Work work, List<SessionImage> images, List<Map<String, String>> runs, File folder)
            throws IOException {
        SessionMacro macro = new SessionMacro(folder);
        List<String> names = new ArrayList<>();
        List<String> strokes = new ArrayList<>();
        for (SessionImage image : images) {
            names.add(macro.file(image.image));
            File archive = macro.free(WindowDoor.baseName(image.image) + "_strokes", ".zip");
            List<Roi> rois = new ArrayList<>(work.labelling.strokes(image.key));
            RoiArchive.save(rois, archive);
            strokes.add(archive.getPath());
            macro.text.append("// Strokes: ").append(archive).append('\n');
        }
        Map<String, String> train = new LinkedHashMap<>();
        train.put("image", String.join("|", names));
        train.put("annotations", String.join("|", strokes));
        train.put("classes", String.join(",", work.labelling.classNames()));
        train.putAll(work.settings);
        String model = macro.free(WindowDoor.baseName(images.get(0).image) + "_model", ".pforest").getPath();
        train.put("model", model);
        macro.text.append(WindowDoor.macroLine("train", train));
        for (Map<String, String> run : runs) {
            Map<String, String> apply = new LinkedHashMap<>(run);
            apply.put("image", run.containsKey("image") ? macro.nameOf(run.get("image"), images) : names.get(0));
            apply.put("model", model);
            apply.putIfAbsent("folder", folder.getPath());
            macro.text.append(WindowDoor.macroLine("apply", apply));
        }
        return macro.text.toString();
    }

    private String nameOf(String name, List<SessionImage> images) throws IOException {
        for (SessionImage image : images) {
            if (WindowDoor.nameOf(image.image).equals(name)) {
                return file(image.image);
            }
        }
        for (ImagePlus open : WindowDoor.openImages()) {
            if (WindowDoor.nameOf(open).equals(name)) {
                return file(open);
            }
        }
        return name;
    }

    /** The file of an image, which is saved where there is none. */
    private String file(ImagePlus image) throws IOException {
        String known = files.get(image);
        if (known == null) {
            known = WindowDoor.fileOf(image);
            if (!new File(known).isAbsolute()) {
                File saved = free(WindowDoor.baseName(image), ".tif");
                Tiff.save(image, saved);
                known = saved.getPath();
                text.append("// Image: ").append(saved).append('\n');
            }
            files.put(image, known);
        }
        return known;
    }

    private File free(String name, String extension) {
        File file = new File(folder, name + extension);
        for (int i = 2; file.exists(); i++) {
            file = new File(folder, name + "-" + i + extension);
        }
        return file;
    }
}
