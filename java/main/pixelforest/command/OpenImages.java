package pixelforest.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileInfo;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import pixelforest.image.ResultStack;

/** The open images, as options name them. */
final class OpenImages {
    private OpenImages() {}

    /** Images in windows, in the order they were opened. */
    static List<ImagePlus> all() {
        List<ImagePlus> images = new ArrayList<>();
        int[] ids = WindowManager.getIDList();
        for (int id : ids == null ? new int[0] : ids) {
            ImagePlus image = WindowManager.getImage(id);
            if (image != null) {
                images.add(image);
            }
        }
        return images;
    }

    /** An image's title, or its id where the title would not be read back as this image. */
    static String name(ImagePlus image, List<ImagePlus> open) {
        String title = image.getTitle();
        boolean shared = open.stream().anyMatch(other -> other != image && other.getTitle().equals(title));
        boolean plain = !title.isEmpty() && title.equals(title.trim()) && title.indexOf('|') < 0
                && Grammar.isWritable(title);
        return plain && !shared ? title : "#" + image.getID();
    }

    /** Whether an open image is named so. */
    static boolean isOpen(String name) {
        return all().stream().anyMatch(image -> image.getTitle().equals(name) || name.equals("#" + image.getID()));
    }

    /** The image that an option of this kind most probably means; empty where there is none. */
    static String current(Option.Kind kind) {
        ImagePlus image = WindowManager.getCurrentImage();
        List<ImagePlus> open = all();
        if (image != null && kind != Option.Kind.RESULT && ResultStack.isResult(image)) {
            image = source(image, open);
        }
        return image == null ? "" : name(image, open);
    }

    /** The open image that a result was made from, or null. */
    static ImagePlus source(ImagePlus result, List<ImagePlus> open) {
        String name = sourceName(result.getProp(Output.COMMAND));
        for (ImagePlus image : open) {
            boolean named = image.getTitle().equals(name) || name.equals("#" + image.getID());
            if (image != result && (named || new File(name).equals(file(image)))) {
                return image;
            }
        }
        return null;
    }

    private static String sourceName(String command) {
        try {
            String options = command == null ? "" : command.substring(command.indexOf(' ') + 1);
            return Grammar.parse(options).getOrDefault("image", "");
        } catch (OptionException e) {
            return ""; // written by another version
        }
    }

    private static File file(ImagePlus image) {
        FileInfo info = image.getOriginalFileInfo();
        return info == null || info.directory == null || info.fileName == null
                ? null : new File(info.directory, info.fileName);
    }
}
