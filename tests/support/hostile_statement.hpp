// tests/support/hostile_statement.hpp -- what must hold for any text given as SQL, and finding out.
//
// Holds     (H1) a text is read, or refused with the SQLSTATE of an error that is not internal;
//           what is read is printed as text that is read as the same
//           (H2) an error has five characters and is not XX000
//           (H3) a statement that fails leaves the database as it was
#pragma once

#include <tests/support/sql_database.hpp>

#include <helios/exec/column.hpp>
#include <helios/sql/parse.hpp>
#include <helios/sql/print.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/types/value_text.hpp>

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace helios::test {

/// What is wrong with an error; "": nothing.
[[nodiscard]] inline std::string wrong_with(error const& e) {
  std::string_view const state = e.sqlstate();
  bool const is_state =
      state.size() == 5 &&
      state.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == state.npos;
  if (!is_state || state.starts_with("XX")) return std::string(state) + ' ' + e.message();
  return {};
}

/// (H1)
[[nodiscard]] inline std::string wrong_in_parser(std::string_view text) {
  arena memory, others;
  try {
    for (sql::ast::statement const* each : sql::parse(text, memory)) {
      std::string const printed = sql::print(*each);
      try {
        auto const again = sql::parse(printed, others);
        if (again.size() != 1 || !sql::ast::same(*again[0], *each))
          return "reads otherwise: " + printed;
        if (sql::print(*again[0]) != printed) return "prints otherwise: " + printed;
      } catch (error const& e) {
        // Brackets that printing adds may pass the limit of depth.
        if (e.sqlstate() != errc::statement_too_complex.view())
          return "prints what cannot be read: " + printed + ": " + e.message();
      }
    }
  } catch (error const& e) {
    return wrong_with(e);
  }
  return {};
}

/// A database in memory that takes any statement.
class hostile_engine {
 public:
  hostile_engine()
      : link_(std::make_shared<helios::detail::connection>(
            testing::open_instance(world_, "hostile.helios"), api::session_options{},
            std::nullopt)),
        session_(link_) {}

  /// (H2), (H3) for each statement of a text, committed one by one.
  [[nodiscard]] std::string wrong_with_text(std::string_view text) {
    return for_each(text, [&](api::statement_ptr const& what) {
      bool const idle = link_->talk.status() == api::transaction_status::idle;
      std::string const before = newest_commits();
      std::string wrong;
      if (!run(what, wrong) && idle && wrong.empty() && newest_commits() != before)
        wrong = "failed and committed";
      return wrong;
    });
  }
  /// The same inside a transaction, which goes on behind a savepoint and is rolled back.
  [[nodiscard]] std::string wrong_in_transaction(std::string_view text) {
    return for_each(text, [&](api::statement_ptr const& what) -> std::string {
      if (ends_transactions(what->tree())) return {};
      std::string wrong;
      try {
        if (link_->talk.status() != api::transaction_status::idle) session_.execute("ROLLBACK");
        session_.execute("BEGIN; SAVEPOINT before_it");
        std::string const before = content();
        if (!run(what, wrong) && wrong.empty()) {
          session_.execute("ROLLBACK TO before_it");
          if (content() != before) wrong = "failed and left a trace in its transaction";
        }
        session_.execute("ROLLBACK");
      } catch (error const& e) {  // the session's branch is gone
        return wrong_with(e);
      }
      return wrong;
    });
  }
  [[nodiscard]] database& session() noexcept { return session_; }

 private:
  static constexpr std::chrono::milliseconds patience{200};
  static constexpr std::size_t most_rows = 2000;

  /// Copies and backups touch files of the machine, so they do not run here.
  template <class Check>
  [[nodiscard]] static std::string for_each(std::string_view text, Check const& check) {
    std::vector<api::statement_ptr> statements;
    try {
      statements = api::parse(text);
    } catch (error const& e) {
      return wrong_with(e);
    }
    for (api::statement_ptr const& each : statements) {
      using kind = sql::ast::statement_kind;
      if (each->tree().kind == kind::copy || each->tree().kind == kind::backup) return {};
      std::string wrong = check(each);
      if (!wrong.empty()) return wrong;
    }
    return {};
  }
  [[nodiscard]] static bool ends_transactions(sql::ast::statement const& s) {
    using kind = sql::ast::statement_kind;
    return s.kind == kind::begin || s.kind == kind::end || s.kind == kind::savepoint ||
           s.kind == kind::use_branch || s.kind == kind::prepare;
  }

  /// false: it failed.
  bool run(api::statement_ptr const& what, std::string& wrong) {
    try {
      api::outcome of = link_->talk.run(what, {}, {.timeout = patience});
      exec::batch batch;
      for (std::size_t rows = 0; of.stream != nullptr && rows < most_rows; ++rows) {
        if (!of.stream->next(batch)) break;
        exec::each(batch.rows, [&](std::uint32_t row) {
          for (exec::column const& c : batch.columns) {
            types::value const v = exec::value_at(c, row);
            if (!v.is_null()) static_cast<void>(types::to_text(v));
          }
          ++rows;
        });
      }
      return true;
    } catch (error const& e) {
      wrong = wrong_with(e);
      return false;
    }
  }

  [[nodiscard]] std::string newest_commits() {
    std::string all;
    for (branch_report const& b : session_.branches())
      all += b.name + ' ' + std::to_string(raw(b.newest)) + '\n';
    return all;
  }
  /// But for what sequences have drawn, which no rollback takes back.
  [[nodiscard]] std::string content() {
    std::stringstream all;
    session_.dump(all);
    std::string kept;
    for (std::string line; std::getline(all, line);)
      if (line.find("setval") == line.npos) kept += line + '\n';
    return kept;
  }

  storage::memory_vfs world_;
  std::shared_ptr<helios::detail::connection> link_;
  database session_;
};

}  // namespace helios::test
