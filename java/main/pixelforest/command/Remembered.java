package pixelforest.command;

import java.util.HashMap;
import java.util.Map;

/** What was entered in the dialogs, for as long as ImageJ runs. */
final class Remembered {
    private static final Map<String, String> VALUES = new HashMap<>();

    private Remembered() {}

    static synchronized void keep(Command command, Map<String, String> entered) {
        for (Option option : command.options) {
            if (entered.containsKey(option.key) && isKept(option)) {
                VALUES.put(key(command, option), entered.get(option.key));
            }
        }
    }

    /** What a dialog opens with: images follow what is open, the rest is as it was entered last. */
    static synchronized String initial(Command command, Option option) {
        if (option.kind.isImage()) {
            boolean first = command.options.stream().filter(other -> other.kind.isImage()).findFirst().get() == option;
            String last = VALUES.getOrDefault(key(command, option), "");
            return first ? OpenImages.current(option.kind) : OpenImages.isOpen(last) ? last : "";
        }
        return VALUES.getOrDefault(key(command, option), option.fallback);
    }

    /** A file that is not needed is one of several things a command can be about: the next time it is another. */
    private static boolean isKept(Option option) {
        return option.kind != Option.Kind.FILE || option.required;
    }

    /** Files are known to all commands, so that what was trained can be applied. */
    private static String key(Command command, Option option) {
        boolean shared = (option.kind == Option.Kind.FILE || option.kind == Option.Kind.NEW_FILE) && option.required;
        return shared ? option.key : command.name + " " + option.key;
    }

    static synchronized void forget() {
        VALUES.clear();
    }
}
