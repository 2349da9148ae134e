package pixelforest.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** What commands and options do, as pages: Markdown for docs/commands.md, HTML for the dialogs' Help. */
final class Page {
    private static final String INTRODUCTION = "# Commands\n\n"
            + "<!-- Written by `bin/pixel-forest --help-markdown > docs/commands.md`, from the options' definitions. -->\n\n"
            + "Every command has the same options and the same result behind each of its four doors:\n\n"
            + "```\n"
            + "Plugins > Segmentation > Pixel Forest > Apply...                          a dialog, for a person\n"
            + "run(\"Pixel Forest Apply...\", \"model=m.pforest image=a.tif\");              in a macro or script\n"
            + "result = call(\"pixelforest.Macro.run\", \"apply\", \"model=m.pforest ...\");   in a macro, also headless\n"
            + "bin/pixel-forest apply model=m.pforest image=a.tif                        in a shell\n"
            + "```\n\n"
            + "**Options** are `key=value`, `key=[value with spaces]` (brackets nest), or a bare `flag` for `flag=true`; "
            + "`key=[]` is an empty value, which means the default or none. Values are taken as they are: there are no "
            + "quotes and no escapes, and `&name` is not replaced; a macro writes `\"image=[\" + title + \"]\"`. In a shell "
            + "each argument is one option and needs no brackets: `\"image=my file.tif\"`. Lists of images are separated by "
            + "`|`, other lists by commas, features by semicolons. Numbers have a point: `0.5`. An option that is unknown, "
            + "given twice or out of range is refused.\n\n"
            + "**An image** is the title of an open one, its id as in `#-3`, or a file; the current image where none is "
            + "given. Paths start from the folder of the current image in ImageJ, from the working directory in a shell.\n\n"
            + "**The result** is lines `key=value`, escaped as in Java's properties. `call()` returns them, and a macro "
            + "reads them with `List.setList(result)`; after `run()`, `call(\"pixelforest.Macro.result\")` has those of the "
            + "last command that the same macro ran. A shell prints them. All results have `seconds`. With "
            + "`folder` it has the paths of the images that were saved, else the titles of those that are shown.\n\n"
            + "**A failure** stops the macro with one line in the Log; a person at the menu sees it in a dialog. With "
            + "`on_error=return` the macro goes on and the result is `error=...`. A shell gets the line on the standard "
            + "error and exit code 1, or 2 for wrong options, 130 for a cancelled command.\n\n"
            + "**Esc** cancels, and so does the end of the macro that runs the command, or Ctrl-C in a shell.\n";

    private Page() {}

    /** All commands. */
    static String markdown() {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        for (Command command : Commands.all()) {
            text.append("\n## ").append(command.name).append("\n\n").append(command.summary).append("\n\n");
            text.append(row("option", "default", "values", "meaning")).append("|---|---|---|---|\n");
            for (Option option : command.options) {
                text.append(row(cells(option, key -> "`" + key + "`")));
            }
            if (!command.results().isEmpty()) {
                text.append('\n').append(row("result", "meaning")).append("|---|---|\n");
                command.results().forEach((key, meaning) -> text.append(row("`" + key + "`", meaning)));
            }
        }
        return text.toString();
    }

    private static String row(String... cells) {
        List<String> escaped = new ArrayList<>(Arrays.asList(cells));
        escaped.replaceAll(cell -> cell.replace("|", "\\|"));
        return "| " + String.join(" | ", escaped) + " |\n";
    }

    /** One command, as ImageJ's dialogs show it. */
    static String html(Command command) {
        StringBuilder text = new StringBuilder("<html><h1>").append(Command.title(command.name)).append("</h1><p>")
                .append(escaped(command.summary)).append("</p><table cellpadding=3>");
        appendRow(text, "Option", "Default", "Values", "Meaning");
        for (Option option : command.options) {
            appendRow(text, cells(option, key -> key));
        }
        text.append("</table>");
        if (!command.results().isEmpty()) {
            text.append("<h2>Result</h2><table cellpadding=3>");
            command.results().forEach((key, meaning) -> appendRow(text, key, meaning));
            text.append("</table>");
        }
        return text.append("</html>").toString();
    }

    private static void appendRow(StringBuilder text, String... cells) {
        text.append("<tr valign=top><td><b>").append(escaped(cells[0])).append("</b></td>");
        for (int i = 1; i < cells.length; i++) {
            text.append("<td>").append(escaped(cells[i])).append("</td>");
        }
        text.append("</tr>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String[] cells(Option option, UnaryOperator<String> code) {
        String fallback = option.required ? "needed"
                : option.kind.isImage() && !option.help.endsWith("empty: none") ? "the current image"
                : option.fallback.isEmpty() ? "" : code.apply(option.fallback);
        return new String[] {code.apply(option.key), fallback, option.values(), option.help};
    }
}
