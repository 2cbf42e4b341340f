// tests/support/damaged_file.hpp -- reads all of a damaged file and says whether it was told so.
#pragma once

#include <tests/support/recorded_file.hpp>

#include <catch2/catch.hpp>

#include <optional>

namespace helios::testing {

/// Everything that can be read in a file, in pieces that fail one by one.
struct file_reading {
  std::vector<std::string> pieces;  // what was read; a piece that failed is empty
  std::vector<error> errors;
};

/// A file in order, and what becomes of reading it when some of its bytes are others.
class damaged_file {
 public:
  struct verdicts {
    std::uint64_t detected = 0;  // by an error; what else could be read was right
    std::uint64_t harmless = 0;  // everything could be read and was right
    std::uint64_t silent = 0;    // a wrong answer
    [[nodiscard]] std::uint64_t all() const noexcept { return detected + harmless + silent; }
  };

  /// `every`: main is read AS OF each so-many-th recorded commit.
  damaged_file(recorded_file const& file, history::engine_options const& options,
               std::size_t every = 6)
      : options_(options) {
    options_.read_only = true;
    for (std::size_t i = 1; i < file.states.size(); i += every)
      past_.push_back(file.states[i].newest);
    right_ = read(file.image);
    for (error const& e : right_.errors)
      FAIL(e.sqlstate() << " " << e.message() << " " << e.detail());
  }

  /// Reads the file with other bytes; a wrong answer, or an error of the wrong kind, is a failure.
  void judge(byte_view image) {
    file_reading const found = read(image);
    std::string const difference = silent_difference(found);
    if (!difference.empty()) {
      ++verdicts_.silent;
      FAIL_CHECK(difference);
    } else {
      ++(found.errors.empty() ? verdicts_.harmless : verdicts_.detected);
    }
    for (error const& e : found.errors) {
      INFO(e.sqlstate() << " " << e.message() << " " << e.detail());
      bool const known =
          e.sqlstate() == "XX001" || e.sqlstate() == "58030" || e.sqlstate() == "0A000";
      CHECK(known);
    }
  }
  [[nodiscard]] verdicts const& result() const noexcept { return verdicts_; }

 private:
  static constexpr char const* path_ = "damaged.helios";

  [[nodiscard]] file_reading read(byte_view image) {
    file_reading found;
    auto const piece = [&](auto const& how) {
      try {
        found.pieces.push_back(how());
      } catch (error const& e) {
        found.pieces.emplace_back();
        found.errors.push_back(e);
      }
    };
    put_file(world_, path_, image);
    std::optional<database> db;
    piece([&] { return db.emplace(open_in(world_, path_, options_)), std::string("opened"); });
    if (!db) return found;
    piece([&] { return content_of(*db); });
    piece([&] { return std::to_string(db->check().size()) + " problems"; });
    piece([&] { return answer(*db, "SELECT * FROM helios_commits ORDER BY 1"); });
    for (scn const at : past_) {
      piece([&] {
        snapshot then = db->as_of(at);
        return rows_of_story(then);
      });
    }
    return found;
  }

  [[nodiscard]] std::string silent_difference(file_reading const& found) const {
    for (std::size_t i = 0; i != found.pieces.size(); ++i) {
      if (found.pieces[i].empty() || found.pieces[i] == right_.pieces[i]) continue;
      return "piece " + std::to_string(i) + " reads\n" + found.pieces[i] + "instead of\n" +
             right_.pieces[i];
    }
    return {};
  }

  history::engine_options options_;
  storage::memory_vfs world_{std::uint64_t{1} << 30};
  std::vector<scn> past_;
  file_reading right_;
  verdicts verdicts_;
};

}  // namespace helios::testing
