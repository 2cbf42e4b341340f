// tests/storage/process_mark.cpp -- what a process and its children find of its mark.
#include <helios/storage/process_mark.hpp>

#include <tests/support/forked_child.hpp>

#include <catch2/catch.hpp>

using helios::storage::process_mark;
using helios::test::in_forked_child;

TEST_CASE("process_mark: is its maker's, and no child's or grandchild's", "[process_mark]") {
  process_mark const mark;
  CHECK(mark.ours());
  CHECK(in_forked_child([&] {
          process_mark const own;
          if (mark.ours() || !own.ours()) return 1;
          return in_forked_child([&] { return mark.ours() || own.ours() ? 2 : 0; });
        }) == 0);
  CHECK(mark.ours());
}
