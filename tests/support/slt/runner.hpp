// tests/support/slt/runner.hpp -- executes test files against an engine, record by record.
//
// Errors    none of a test: a failure, an engine's exception and a malformed file are outcomes, and
//           the run goes on. std::runtime_error: a file cannot be read
#pragma once

#include <tests/support/slt/compare.hpp>
#include <tests/support/slt/disagreements.hpp>
#include <tests/support/slt/engine.hpp>
#include <tests/support/slt/outcome.hpp>
#include <tests/support/slt/parser.hpp>
#include <tests/support/slt/report.hpp>
#include <tests/support/slt/schedule.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace helios::test::slt {

struct run_options {
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  std::string only_file{};  // part of a name below the folder; empty: every file
  std::size_t stop_after_failures = unlimited;
  std::size_t stop_after_records = unlimited;  // executed ones
  disagreements ignored{};
  /// Called after each executed record, for instance to close and open the database. What it throws
  /// makes the record fail, an ignored one too.
  std::function<void(engine&, record const&, outcome const&)> after_record{};
};

class runner {
 public:
  runner(engine_factory make, run_options options)
      : make_(std::move(make)), options_(std::move(options)) {}

  /// Every .test and .test_slow file below the folder, in the order of their names.
  slt::report const& run_folder(std::filesystem::path const& folder, dialect form) {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(folder)) {
      auto const suffix = entry.path().extension();
      if (suffix == ".test" || suffix == ".test_slow") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (auto const& file : files) {
      std::string const name = file.lexically_relative(folder).generic_string();
      if (name.find(options_.only_file) == name.npos) continue;
      run_text(name, read_text(file), form);
    }
    return report_;
  }

  /// One file of this name and content, with an empty database.
  slt::report const& run_text(std::string const& name, std::string_view text, dialect form) {
    if (stopped()) return report_;
    std::unique_ptr<engine> const database = make_();
    try {
      script const parsed = parse(name, text, form);
      run_steps(parsed, schedule(parsed, database->name()), *database);
    } catch (malformed const& e) {
      report_.add({name, 0, verdict::fail, {}, "malformed file", e.what()});
    }
    return report_;
  }

  [[nodiscard]] slt::report const& report() const { return report_; }

 private:
  [[nodiscard]] bool stopped() const {
    counts const& so_far = report_.totals();
    return so_far.fail >= options_.stop_after_failures ||
           so_far.executed() >= options_.stop_after_records;
  }

  void run_steps(script const& parsed, std::vector<step> const& steps, engine& database) {
    comparer compare(parsed.form);
    for (step const& each : steps) {
      if (stopped()) return;
      outcome of{parsed.name, each.what.line};
      if (!each.skipped.empty()) {
        of.verdict = verdict::skip;
        of.reason = each.skipped;
        report_.add(std::move(of));
        continue;
      }
      judge(each.what, database, compare, of);
      if (options_.ignored.contains(of.file, of.line)) of.verdict = verdict::ignored;
      if (of.verdict != verdict::pass) of.sql = each.what.sql;
      call_after_record(each.what, database, of);
      report_.add(std::move(of));
    }
  }

  void call_after_record(record const& r, engine& database, outcome& of) const {
    if (!options_.after_record) return;
    try {
      options_.after_record(database, r, of);
    } catch (std::exception const& e) {
      fail(of, "exception after the record: " + normalised(e.what()), e.what());
    }
  }

  static void judge(record const& r, engine& database, comparer& compare, outcome& of) {
    try {
      result const got = database.execute(r.connection, r.sql);
      if (auto const* const failed = std::get_if<failure>(&got)) {
        of.sqlstate = failed->sqlstate;
        judge_failure(r, *failed, compare, of);
      } else if (r.kind == record_kind::query) {
        if (auto wrong = compare.compare(r, std::get<rows>(got))) {
          fail(of, std::move(wrong->cause), std::move(wrong->reason));
        }
      } else if (r.expects == expectation::failure) {
        fail(of, "succeeded, an error was expected",
             r.sqlstate.empty() ? "no error" : "no error, " + r.sqlstate + " was expected");
      } else if (r.count && std::get<rows>(got).affected != r.count) {
        auto const affected = std::get<rows>(got).affected;
        fail(of, "wrong number of rows changed",
             "expected " + std::to_string(*r.count) + ", got " +
                 (affected ? std::to_string(*affected) : "none"));
      }
    } catch (std::exception const& e) {
      fail(of, "exception: " + normalised(e.what()), e.what());
    }
  }

  static void judge_failure(record const& r, failure const& failed, comparer const& compare,
                            outcome& of) {
    bool const may_fail = r.kind == record_kind::statement && r.expects != expectation::success;
    if (!may_fail) {
      fail(of, failed.sqlstate + " " + normalised(failed.message), failed.message);
    } else if (!r.sqlstate.empty() && failed.sqlstate != r.sqlstate) {
      fail(of, "other error than expected",
           r.sqlstate + " was expected, got " + failed.sqlstate + " " + failed.message);
    } else if (auto wrong = compare.compare_message(r, failed)) {
      fail(of, std::move(wrong->cause), std::move(wrong->reason));
    }
  }

  static void fail(outcome& of, std::string cause, std::string reason) {
    of.verdict = verdict::fail;
    of.cause = std::move(cause);
    of.reason = std::move(reason);
  }

  engine_factory make_;
  run_options options_;
  slt::report report_;
};

}  // namespace helios::test::slt
