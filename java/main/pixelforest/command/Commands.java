package pixelforest.command;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All commands. */
final class Commands {
    private static final Map<String, Command> ALL = new LinkedHashMap<>();

    static {
        for (Command command : Arrays.asList(new TrainCommand(), new ApplyCommand(), new ObjectsCommand(),
                new FeaturesCommand(), new EvaluateCommand(), new InfoCommand(), new SampleCommand(), new DiagnosticsCommand())) {
            ALL.put(command.name, command);
        }
    }

    private Commands() {}

    static Iterable<Command> all() {
        return Collections.unmodifiableCollection(ALL.values());
    }

    /** A command's name in the menu, without dots; of an unknown one the product's. */
    static String title(String name) {
        return ALL.containsKey(name) ? Command.title(name) : "Pixel Forest";
    }

    static boolean exists(String name) {
        return ALL.containsKey(name);
    }

    static Command get(String name) {
        Command command = ALL.get(name);
        if (command == null) {
            throw new OptionException("command " + name + " is unknown: " + Nearest.hint(name, ALL.keySet()));
        }
        return command;
    }
}
