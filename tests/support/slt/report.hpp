// tests/support/slt/report.hpp -- what a run found: counts by folder and file, failures by cause.
//
// Errors    std::runtime_error: a file of the report cannot be written
//
//   write(folder)   files.csv      file, pass, fail, skip, ignored
//                   causes.csv     count, cause, first
//                   failures.csv   file, line, verdict, sqlstate, cause, reason, sql
//                                  (failed records, and ignored ones that did not pass)
#pragma once

#include <tests/support/slt/csv.hpp>
#include <tests/support/slt/outcome.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace helios::test::slt {

struct counts {
  std::size_t pass = 0, fail = 0, skip = 0, ignored = 0;

  /// Those whose outcome was judged or ignored.
  [[nodiscard]] std::size_t executed() const { return pass + fail + ignored; }
  void add(verdict v) {
    switch (v) {
      case verdict::pass: ++pass; break;
      case verdict::fail: ++fail; break;
      case verdict::skip: ++skip; break;
      case verdict::ignored: ++ignored; break;
    }
  }
  counts& operator+=(counts const& other) {
    pass += other.pass, fail += other.fail, skip += other.skip, ignored += other.ignored;
    return *this;
  }
};

class report {
 public:
  struct cause_count {
    std::string cause;
    std::size_t count;
    std::string first;  // file:line
  };

  void add(outcome of) {
    totals_.add(of.verdict);
    files_[of.file].add(of.verdict);
    if (of.verdict == verdict::skip) ++skips_[of.reason];
    bool const notable =
        of.verdict == verdict::fail || (of.verdict == verdict::ignored && !of.cause.empty());
    if (notable) failures_.push_back(std::move(of));
  }
  void merge(report const& other) {
    totals_ += other.totals_;
    for (auto const& [file, n] : other.files_) files_[file] += n;
    for (auto const& [reason, n] : other.skips_) skips_[reason] += n;
    failures_.insert(failures_.end(), other.failures_.begin(), other.failures_.end());
  }

  [[nodiscard]] counts const& totals() const { return totals_; }
  [[nodiscard]] std::map<std::string, counts> const& files() const { return files_; }
  /// Failed records, and ignored ones that did not pass.
  [[nodiscard]] std::vector<outcome> const& failures() const { return failures_; }
  /// Why records were not executed.
  [[nodiscard]] std::map<std::string, std::size_t> const& skips() const { return skips_; }

  /// By the folder of the file, "." for those in none.
  [[nodiscard]] std::map<std::string, counts> folders() const {
    std::map<std::string, counts> all;
    for (auto const& [file, n] : files_) {
      std::size_t const slash = file.rfind('/');
      all[slash == file.npos ? "." : file.substr(0, slash)] += n;
    }
    return all;
  }

  /// What failed, most frequent first; equally frequent ones in the order they appeared.
  [[nodiscard]] std::vector<cause_count> causes() const {
    std::vector<cause_count> all;
    std::map<std::string, std::size_t> index;
    for (outcome const& each : failures_) {
      if (each.verdict != verdict::fail) continue;
      auto const [at, is_new] = index.try_emplace(each.cause, all.size());
      if (is_new) all.push_back({each.cause, 0, each.file + ':' + std::to_string(each.line)});
      ++all[at->second].count;
    }
    std::stable_sort(all.begin(), all.end(),
                     [](cause_count const& a, cause_count const& b) { return a.count > b.count; });
    return all;
  }

  /// For people: folders, causes (the most frequent `at_most`), and the line of the whole.
  [[nodiscard]] std::string table(std::size_t at_most = 30) const {
    std::string text;
    append(text, "%8s %8s %8s %8s %8s  %s\n", "pass", "fail", "skip", "ignored", "%", "folder");
    for (auto const& [folder, n] : folders()) append_counts(text, n, folder);
    append_counts(text, totals_, "all");
    std::vector<cause_count> const all = causes();
    if (!all.empty()) append(text, "\n%8s  %s\n", "failures", "cause (first)");
    for (std::size_t i = 0; i != std::min(at_most, all.size()); ++i) {
      append(text, "%8zu  %s (%s)\n", all[i].count, all[i].cause.c_str(), all[i].first.c_str());
    }
    if (all.size() > at_most) append(text, "%8s  %zu more causes\n", "", all.size() - at_most);
    return text + '\n' + summary() + '\n';
  }

  /// One line: `50789 of 51036 records pass (99.52 %), 247 fail, 8476 skipped, 0 ignored`.
  [[nodiscard]] std::string summary() const {
    std::string text;
    append(text, "%zu of %zu records pass (%.2f %%), %zu fail, %zu skipped, %zu ignored",
           totals_.pass, totals_.pass + totals_.fail, percent(totals_), totals_.fail, totals_.skip,
           totals_.ignored);
    return text;
  }

  void write(std::filesystem::path const& folder) const {
    std::filesystem::create_directories(folder);
    std::string files = csv_line({"file", "pass", "fail", "skip", "ignored"});
    for (auto const& [file, n] : files_) {
      files += csv_line({file, std::to_string(n.pass), std::to_string(n.fail),
                         std::to_string(n.skip), std::to_string(n.ignored)});
    }
    save(folder / "files.csv", files);
    std::string by_cause = csv_line({"count", "cause", "first"});
    for (cause_count const& c : causes()) {
      by_cause += csv_line({std::to_string(c.count), c.cause, c.first});
    }
    save(folder / "causes.csv", by_cause);
    std::string lines = csv_line({"file", "line", "verdict", "sqlstate", "cause", "reason", "sql"});
    for (outcome const& f : failures_) {
      lines += csv_line({f.file, std::to_string(f.line),
                         f.verdict == verdict::ignored ? "ignored" : "fail", f.sqlstate, f.cause,
                         f.reason, f.sql});
    }
    save(folder / "failures.csv", lines);
  }

 private:
  /// Of the records whose outcome counts.
  [[nodiscard]] static double percent(counts const& n) {
    std::size_t const judged = n.pass + n.fail;
    return judged == 0 ? 100.0 : 100.0 * static_cast<double>(n.pass) / static_cast<double>(judged);
  }
  static void append_counts(std::string& text, counts const& n, std::string const& name) {
    append(text, "%8zu %8zu %8zu %8zu %8.2f  %s\n", n.pass, n.fail, n.skip, n.ignored, percent(n),
           name.c_str());
  }
  template <class... Values>
  static void append(std::string& text, char const* format, Values... values) {
    auto const size = static_cast<std::size_t>(std::snprintf(nullptr, 0, format, values...));
    std::size_t const at = text.size();
    text.resize(at + size + 1);  // with the 0 that snprintf adds
    std::snprintf(&text[at], size + 1, format, values...);
    text.pop_back();
  }
  static void save(std::filesystem::path const& path, std::string const& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error("cannot write " + path.string());
  }

  counts totals_;
  std::map<std::string, counts> files_;
  std::map<std::string, std::size_t> skips_;
  std::vector<outcome> failures_;
};

}  // namespace helios::test::slt
