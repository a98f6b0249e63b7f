<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>w2v::BatchDialog</name>
    <message numerus="yes">
        <source>%n path(s)</source>
        <translation>
            <numerusform>%n path</numerusform>
            <numerusform>%n paths</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them there already</source>
        <translation>
            <numerusform>%n of them there already</numerusform>
            <numerusform>%n of them there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) to make</source>
        <translation>
            <numerusform>%n frame to make</numerusform>
            <numerusform>%n frames to make</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s), %1 at most each, %2 together</source>
        <translation>
            <numerusform>%n worker, %1 at most, %2 together</numerusform>
            <numerusform>%n workers, %1 at most each, %2 together</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) made</source>
        <translation>
            <numerusform>%n path made</numerusform>
            <numerusform>%n paths made</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed; they are tried again when you go on</source>
        <translation>
            <numerusform>%n failed; it is tried again when you go on</numerusform>
            <numerusform>%n failed; they are tried again when you go on</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::BoxDesk</name>
    <message numerus="yes">
        <source>%n box(es). Click one, or drag to draw another.</source>
        <translation>
            <numerusform>%n box. Click it, or drag to draw another.</numerusform>
            <numerusform>%n boxes. Click one, or drag to draw another.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) made from it are stale: make the questions again, or undo.</source>
        <translation>
            <numerusform>%n record made from it is stale: make the questions again, or undo.</numerusform>
            <numerusform>%n records made from it are stale: make the questions again, or undo.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 was carried to %n other frame(s).</source>
        <translation>
            <numerusform>%1 was carried to %n other frame.</numerusform>
            <numerusform>%1 was carried to %n other frames.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::CostForecast</name>
    <message numerus="yes">
        <source>%n frame(s). How long they take is known after the first ones.</source>
        <translation>
            <numerusform>%n frame. How long it takes is known after the first ones.</numerusform>
            <numerusform>%n frames. How long they take is known after the first ones.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s).</source>
        <translation>
            <numerusform>%n frame.</numerusform>
            <numerusform>%n frames.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::CurveChart</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::DifferencesView</name>
    <message numerus="yes">
        <source>%n values differ.</source>
        <translation>
            <numerusform>%n value differs.</numerusform>
            <numerusform>%n values differ.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::EvaluateWorkspace</name>
    <message numerus="yes">
        <source>Attach %n pictures to the question</source>
        <translation>
            <numerusform>Attach %n picture to the question</numerusform>
            <numerusform>Attach %n pictures to the question</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n preferences were written.</source>
        <translation>
            <numerusform>%n preference was written.</numerusform>
            <numerusform>%n preferences were written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n questions wait in the curation queue for a second look.</source>
        <translation>
            <numerusform>%n question waits in the curation queue for a second look.</numerusform>
            <numerusform>%n questions wait in the curation queue for a second look.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries of the file cannot be read.</source>
        <translation>
            <numerusform>%n entry of the file cannot be read.</numerusform>
            <numerusform>%n entries of the file cannot be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n answers were imported.</source>
        <translation>
            <numerusform>%1: %n answer was imported.</numerusform>
            <numerusform>%1: %n answers were imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n belong to no question.</source>
        <translation>
            <numerusform>%n belongs to no question.</numerusform>
            <numerusform>%n belong to no question.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines could not be used.</source>
        <translation>
            <numerusform>%n line could not be used.</numerusform>
            <numerusform>%n lines could not be used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n questions</source>
        <translation>
            <numerusform>%n question</numerusform>
            <numerusform>%n questions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::FlipMatrix</name>
    <message numerus="yes">
        <source>A = %1 %2, B = %3 %4: %n questions. Click to see only these.</source>
        <translation>
            <numerusform>A = %1 %2, B = %3 %4: %n question. Click to see only this one.</numerusform>
            <numerusform>A = %1 %2, B = %3 %4: %n questions. Click to see only these.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::FloorGestures</name>
    <message numerus="yes">
        <source>%n move(s)</source>
        <translation>
            <numerusform>%n move</numerusform>
            <numerusform>%n moves</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::ImagineWorkspace</name>
    <message numerus="yes">
        <source>%n records made from the frame before are stale: make the questions again, or undo.</source>
        <translation>
            <numerusform>%n record made from the frame before is stale: make the questions again, or undo.</numerusform>
            <numerusform>%n records made from the frame before are stale: make the questions again, or undo.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::LookAheadRibbon</name>
    <message numerus="yes">
        <source>%n frame(s) collide or leave the room.</source>
        <translation>
            <numerusform>%n frame collides or leaves the room.</numerusform>
            <numerusform>%n frames collide or leave the room.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::ObserveWorkspace</name>
    <message numerus="yes">
        <source>path of %n move(s)</source>
        <translation>
            <numerusform>path of %n move</numerusform>
            <numerusform>path of %n moves</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n observation(s)</source>
        <translation>
            <numerusform>Add %n observation</numerusform>
            <numerusform>Add %n observations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::OpenBenchmarkDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries of the file cannot be read and are left out.</source>
        <translation>
            <numerusform>%n entry of the file cannot be read and is left out.</numerusform>
            <numerusform>%n entries of the file cannot be read and are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::PathDraft</name>
    <message numerus="yes">
        <source>The text has more than %n character(s)</source>
        <translation>
            <numerusform>The text has more than %n character</numerusform>
            <numerusform>The text has more than %n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::RecipePanel</name>
    <message numerus="yes">
        <source>%n records</source>
        <translation>
            <numerusform>%n record</numerusform>
            <numerusform>%n records</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::RolloutList</name>
    <message numerus="yes">
        <source>%1 · %n frame(s)</source>
        <translation>
            <numerusform>%1 · %n frame</numerusform>
            <numerusform>%1 · %n frames</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::RunCharts</name>
    <message numerus="yes">
        <source>%n more metrics, shown when the filter above names them</source>
        <translation>
            <numerusform>%n more metric, shown when the filter above names it</numerusform>
            <numerusform>%n more metrics, shown when the filter above names them</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::SamplerDialog</name>
    <message numerus="yes">
        <source>draw %n path(s)</source>
        <translation>
            <numerusform>draw %n path</numerusform>
            <numerusform>draw %n paths</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::SeenPicture</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::ServerDialog</name>
    <message numerus="yes">
        <source>%n models.</source>
        <translation>
            <numerusform>%n model.</numerusform>
            <numerusform>%n models.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::StatusStrip</name>
    <message numerus="yes">
        <source>+%n more</source>
        <translation>
            <numerusform>+%n more</numerusform>
            <numerusform>+%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n issue(s)</source>
        <translation>
            <numerusform>%n issue</numerusform>
            <numerusform>%n issues</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::TrainWorkspace</name>
    <message numerus="yes">
        <source>Comparing %n runs</source>
        <translation>
            <numerusform>Comparing %n run</numerusform>
            <numerusform>Comparing %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n logs are followed as runs of this project.</source>
        <translation>
            <numerusform>%n log is followed as a run of this project.</numerusform>
            <numerusform>%n logs are followed as runs of this project.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n places of this log are damaged and were skipped; the first: %1</source>
        <translation>
            <numerusform>%n place of this log is damaged and was skipped: %1</numerusform>
            <numerusform>%n places of this log are damaged and were skipped; the first: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs lie in the bin of this project.</source>
        <translation>
            <numerusform>%n run lies in the bin of this project.</numerusform>
            <numerusform>%n runs lie in the bin of this project.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::TurnView</name>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempts</source>
        <translation>
            <numerusform>%n attempt</numerusform>
            <numerusform>%n attempts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>w2v::ViewCommands</name>
    <message numerus="yes">
        <source>Points are %n pixel(s) wide</source>
        <translation>
            <numerusform>Points are %n pixel wide</numerusform>
            <numerusform>Points are %n pixels wide</numerusform>
        </translation>
    </message>
</context>
</TS>
