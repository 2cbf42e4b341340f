// Reliability 4: the tail of a file is gone, from any byte on.
#include <tests/support/recorded_file.hpp>
#include <tests/support/run_size.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::testing;

namespace {

constexpr char const* path = "r.helios";

byte_view front(recorded_file const& of, std::uint64_t length) {
  return byte_view(of.image).first(static_cast<std::size_t>(length));
}

}  // namespace

TEST_CASE("reliability 4: a file cut at every byte offset opens with the commits wholly inside") {
  std::uint64_t const stride = test::run_size("CUT_STRIDE", 37);
  for (unsigned const checkpoint_at : {0U, 15U}) {
    recording const how{.seed = test::run_seed(),
                        .steps = 45,
                        .checkpoint_at = checkpoint_at,
                        .closed = false,
                        .options = small_file_options(durability::off)};
    INFO("seed " << how.seed << ", checkpoint at step " << checkpoint_at);
    recorded_file const file = record(how);
    REQUIRE(file.log_end() > file.durable_end + 8000);
    storage::memory_vfs world(std::uint64_t{1} << 30);
    std::uint64_t opened = 0;
    for (std::uint64_t cut = file.durable_end; cut <= file.log_end(); cut += stride) {
      std::size_t inside = file.state_below(cut);
      std::size_t const but_padding = file.state_below(cut + 7);
      INFO("cut at " << cut << ": " << inside << " steps of " << how.steps << " are inside");
      put_file(world, path, front(file, cut));
      std::string found;
      try {
        auto const in = open_instance(world, path, how.options);
        database db = database_on(in);
        found = content_of(db);
        if (found == file.states[but_padding].content) inside = but_padding;
        REQUIRE(in->engine->last_commit() == file.states[inside].newest);
        if (++opened % 16 == 0) {
          REQUIRE(db.check().empty());
          db.execute("CREATE TABLE after_it (a int)");
        }
      } catch (error const& e) {
        FAIL(e.sqlstate() << " " << e.message() << " " << e.detail());
      }
      REQUIRE(found == file.states[inside].content);
      if (opened % 16 != 0) continue;
      database again = open_in(world, path, how.options);
      REQUIRE(content_of(again).size() >= found.size());
      REQUIRE(again.query_value<std::int64_t>("SELECT count(*) FROM after_it") == 0);
    }
  }
}

TEST_CASE("reliability 4: a file cut below what was durable is refused, never read as less") {
  std::uint64_t const stride = test::run_size("CUT_STRIDE", 37) * 8;
  for (bool const closed : {false, true}) {
    recording const how{.seed = test::run_seed(),
                        .steps = 30,
                        .checkpoint_at = 11,
                        .closed = closed,
                        .options = small_file_options(durability::full)};
    INFO("seed " << how.seed << (closed ? ", closed" : ", killed"));
    recorded_file const file = record(how);
    storage::memory_vfs world(std::uint64_t{1} << 30);
    for (std::uint64_t cut = 8; cut < file.image.size(); cut += stride) {
      INFO("cut at " << cut);
      put_file(world, path, front(file, cut));
      for (bool const read_only : {true, false}) {
        history::engine_options options = how.options;
        options.read_only = read_only;
        std::string found;
        std::string const state = test::state_of([&] {
          database db = open_in(world, path, options);
          found = content_of(db);
        });
        if (cut < file.log_end()) {
          REQUIRE(state == "XX001");
          REQUIRE(read_file(world, path).size() == cut);
        } else if (state.empty()) {
          REQUIRE(found == file.states.back().content);
        } else {
          REQUIRE(state == "XX001");  // what the clean end needs is gone
        }
      }
    }
  }
}
