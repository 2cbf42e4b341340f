// apps/shell/session.hpp -- one run of the shell: where it is, how it prints, what failed.
//
// Shape     lines -> scanner -> statements | \ commands -> results on `out`, errors on `err`
#pragma once

#include <helios/helios.hpp>

#include "interrupt.hpp"
#include "printer.hpp"
#include "scanner.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace shell {

/// Where lines come from: messages name it.
struct source {
  std::string name;  // empty: a person, or -c
  std::size_t line = 0;
};

class session {
 public:
  session(helios::database db, std::string path, std::ostream& out, std::ostream& err);

  /// Statements and commands of a stream. Returns false at the first error, unless a person types.
  bool run(std::istream& in, std::string const& name, bool person);
  /// Those of one text.
  bool run_text(std::string const& text);

  /// One statement; false: it failed, and the error has been shown.
  bool execute(std::string const& statement);
  /// One line that begins with a backslash.
  bool command(std::string const& line);
  /// Rows of a statement that a command makes.
  void show(std::string const& sql, std::string const& title = {});
  void show(grid const& what) { print(out, what, printing); }

  void report(helios::error const& why, std::string_view statement);
  bool fail(std::string const& message);

  /// What statements run on: the database, or its past.
  [[nodiscard]] helios::executor& now() {
    return past ? static_cast<helios::executor&>(*past) : db;
  }

  helios::database db;
  std::optional<helios::snapshot> past;
  std::string path;
  print_options printing;
  bool timing = false;
  bool quiet = false;  // no tags
  bool ended = false;
  bool progress = false;  // stderr is a terminal
  std::ostream& out;
  std::ostream& err;
  interrupt interrupts;

 private:
  [[nodiscard]] std::string prompt(bool first) const;
  bool feed(scanner& statements, std::string const& line);
  helios::run_options begin_statement();

  source source_;
};

}  // namespace shell
