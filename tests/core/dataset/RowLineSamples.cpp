#include "tests/core/dataset/RowLineSamples.h"

namespace w2v::test {

std::vector<std::string> rowLineSamples()
{
    return {
            R"({"id":1,"scene":"room:1","task":"D2","split":"train","status":1,"difficulty":0.0001,"question":"Is it lost?","answer":"yes"})",
            R"({"id":4321,"scene":"scene00001","task":"A3","motion":"left","split":"val","status":3,"difficulty":0.4321,"question":"After moving?","answer":"At [1, 2].","created":1700000001})",
            R"({"id":"a b","task_type":"A1","question":"q\u00e9 \"x\" \n","answer":"tab\t","split":"val","state":"accepted","difficulty":1,"note":"a\"b","ok":true,"big":18446744073709551615,"x":-0.0,"y":1e3})",
            R"({"task":"D1","question":"","answer":"","scene":"s","state":"unknown","facts":3})",
            R"({"task":"D1","question":"q","answer":"a","list":[1,2]})", R"({"task":"D1","question":"q","answer":"a","null":null})",
            R"({"task":"D1","task_type":"D2","question":"q","answer":"a"})", R"({"task":"D1","question":"q","question":"r","answer":"a"})",
            R"({"task":"D9","question":"q","answer":"a"})", R"({"task":"D1","question":"<image>q","answer":"a"})",
            R"({"task":"D1","question":"q","answer":"a","images":[]})", R"({"task":"D1","question":"q","answer":"a","status":4})",
            R"({"id":1.5,"task":"D1","question":"q","answer":"a"})", R"({"id":-7,"task":"D1","question":"q","answer":"a","stale":true})",
            R"({"task":"D1","question":"q","answer":"a"} x)", R"({"task":"D1","question":"q","answer":"a")", "", "[]", "\xff",
            R"({"task":"D1","question":"q","answer":"a","difficulty":"hard"})", R"( { "task" : "D1" , "question" : "q" , "answer" : "a" } )"};
}

} // namespace w2v::test
