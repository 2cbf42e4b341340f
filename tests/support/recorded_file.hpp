// tests/support/recorded_file.hpp -- the bytes of a database file, and what it held at every
// moment.
#pragma once

#include <tests/support/file_image.hpp>
#include <tests/support/sql_story.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace helios::testing {

struct recorded_state {
  std::uint64_t log_end;  // everything that it is made of lies below
  scn newest;             // of all branches
  std::string content;
};

struct recorded_file {
  bytes image;
  std::vector<recorded_state> states;
  std::uint64_t durable_end = 0;  // below it a tail that is missing is damage: the front pages say

  /// The last state that lies wholly below an offset.
  [[nodiscard]] std::size_t state_below(std::uint64_t offset) const {
    std::size_t n = 0;
    while (n + 1 != states.size() && states[n + 1].log_end <= offset) ++n;
    return n;
  }
  [[nodiscard]] std::uint64_t log_end() const { return states.back().log_end; }
};

/// How far the pages at the front say that the log was durable.
[[nodiscard]] inline std::uint64_t known_durable(storage::vfs& in, std::string const& path) {
  storage::frame_file file(in.open(path, storage::open_mode::read_only), path);
  auto const mark = file.read_durable();
  return std::max(mark ? mark->end : 0,
                  storage::find_anchor(file.io(), file.key(), path).value.synced_end);
}

struct recording {
  std::uint64_t seed = 1;
  unsigned steps = 40;
  unsigned checkpoint_at = 0;  // the step before which a checkpoint is written; 0: none
  bool closed = false;         // in order; else as after kill -9
  history::engine_options options{};
};

/// A checkpoint half way, an orderly end: the whole file is known to be durable.
[[nodiscard]] inline recording closed_recording(std::uint64_t seed, unsigned steps) {
  return {seed, steps, steps / 2, true, small_file_options(durability::full)};
}

[[nodiscard]] inline recorded_file record(recording const& how) {
  storage::memory_vfs world(std::uint64_t{1} << 30);
  recorded_file made;
  auto in = open_instance(world, "r.helios", how.options);
  database db = database_on(in);
  auto const remember = [&] {
    made.states.push_back({in->engine->file().end(), in->engine->last_commit(), content_of(db)});
  };
  remember();
  sql_story story(how.seed);
  for (unsigned i = 1; i <= how.steps; ++i) {
    if (i == how.checkpoint_at) db.checkpoint();
    story.step(db);
    remember();
  }
  if (how.closed) in->engine->close();
  made.durable_end = known_durable(world, "r.helios");
  made.image = read_file(world, "r.helios");
  return made;
}

}  // namespace helios::testing
