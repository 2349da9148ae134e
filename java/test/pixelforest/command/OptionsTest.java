package pixelforest.command;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public class OptionsTest {
    private static final List<Option> DEFINITIONS = Arrays.asList(
            Option.file("model", "a file").required(),
            Option.integer("trees", "100", 1, 10_000, "number"),
            Option.integer("max_depth", "", 1, 99, "depth"),
            Option.number("z_ratio", "1", 1, 50, "ratio", "auto"),
            Option.choice("forest", "kind", "extra", "random"),
            Option.list("results", "mask", "some", "mask", "probabilities"),
            Option.flag("balance", "weights"));

    @Test
    public void givenValuesAndDefaults() {
        Options options = options("model=m balance results=mask,probabilities");
        assertEquals("m", options.text("model"));
        assertEquals("true", options.text("balance"));
        assertEquals(100, options.integer("trees"));
        assertFalse(options.has("max_depth"));
        assertEquals(Arrays.asList("mask", "probabilities"), options.list("results"));
    }

    @Test
    public void whatTheLibraryGetsIsWhatWasGivenEvenIfItIsTheDefault() {
        Options options = options("model=m forest=extra max_depth=[] balance=false");
        assertEquals("{forest=extra, balance=false}",
                options.given(Arrays.asList("forest", "trees", "max_depth", "balance")).toString());
    }

    @Test
    public void theLineMakesTheSameRun() {
        Options options = options("model=[a b] balance trees=7");
        assertEquals("model=[a b] balance=true trees=7", options.line());
        assertEquals(options.line(), options(options.line()).line());
    }

    @Test
    public void wrongOptionsAreRefusedWithTheMend() {
        refused("modle=m", "option modle is unknown: did you mean model?");
        refused("model=m zzzzzzzz=1", "option zzzzzzzz is unknown: there are model, trees, max_depth");
        refused("", "option model is needed: a file");
        refused("model", "option model needs a value: model=..., a file");
        refused("model=m trees=0", "trees=0 is out of range: use a whole number of at least 1 and at most 10000");
        refused("model=m trees=1.5", "trees=1.5 is not a whole number: use");
        refused("model=m z_ratio=0.5", "z_ratio=0.5 is out of range: use auto or a number of at least 1");
        refused("model=m z_ratio=NaN", "z_ratio=NaN is not a number: use auto or a number of at least 1");
        refused("model=m z_ratio=1,5", "z_ratio=1,5 is not a number: write 1.5, with a point");
        refused("model=m z_ratio=1d", "z_ratio=1d is not a number: use auto");
        refused("model=m trees=1,5", "trees=1,5 is not a whole number: use");
        refused("model=m trees=99999999999999999999", "trees=99999999999999999999 is out of range: use");
        refused("model=m forest=oak", "forest=oak is unknown: use extra or random");
        refused("model=m results=mask,labels", "results=labels is unknown: use mask, probabilities");
        refused("model=m results=[]", "option results is empty: use any of mask, probabilities");
        refused("model=m balance=yes", "balance=yes is unknown: use true or false");
    }

    @Test
    public void wordsAreTakenBesideNumbers() {
        assertEquals("auto", options("model=m z_ratio=auto").text("z_ratio"));
        assertEquals("2.5", options("model=m z_ratio=2.5").text("z_ratio"));
    }

    @Test
    public void whatAPersonAnsweredIsPartOfTheLine() {
        Options options = options("model=m");
        options.answer("z_ratio", "2");
        assertEquals("model=m z_ratio=2", options.line());
        assertEquals("{z_ratio=2}", options.answers().toString());
        assertThrows(OptionException.class, () -> options.answer("z_ratio", "0"));
    }

    private static Options options(String text) {
        return new Options(DEFINITIONS, Grammar.parse(text));
    }

    private static void refused(String text, String message) {
        OptionException e = assertThrows(OptionException.class, () -> options(text));
        assertTrue(e.getMessage(), e.getMessage().startsWith(message));
    }
}
