package pixelforest.command;

/** What commands and options do, as text for a shell. */
final class Help {
    private Help() {}

    static String overview() {
        StringBuilder text = new StringBuilder("pixel-forest COMMAND key=value ...\n\n");
        for (Command command : Commands.all()) {
            line(text, command.name, command.summary);
        }
        return text.append("\npixel-forest COMMAND --help lists the command's options.\n").toString();
    }

    static String of(Command command) {
        StringBuilder text = new StringBuilder(command.summary).append("\n\n");
        for (Option option : command.options) {
            line(text, option.key, description(option));
        }
        if (!command.results().isEmpty()) {
            text.append("\nResult:\n\n");
            command.results().forEach((key, meaning) -> line(text, key, meaning));
        }
        return text.toString();
    }

    private static String description(Option option) {
        StringBuilder text = new StringBuilder(option.help);
        if (!option.words.isEmpty()) {
            text.append(" (").append(String.join(", ", option.words)).append(')');
        }
        if (option.required) {
            text.append("; needed");
        } else if (!option.fallback.isEmpty()) {
            text.append("; default ").append(option.fallback);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String description) {
        text.append(String.format("  %-18s%s%n", name, description));
    }
}
