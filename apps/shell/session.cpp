// apps/shell/session.cpp -- see session.hpp
#include "session.hpp"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

namespace shell {

namespace {

using clock = std::chrono::steady_clock;

constexpr auto before_progress = std::chrono::seconds(1);

/// Erases a line of progress.
constexpr char const* wipe = "\r\x1b[K";

std::string milliseconds_since(clock::time_point start) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f",
                std::chrono::duration<double, std::milli>(clock::now() - start).count());
  return text;
}

/// Statements that yield rows and say what they changed.
bool changes(std::string_view tag) {
  return tag.starts_with("INSERT") || tag.starts_with("UPDATE") || tag.starts_with("DELETE") ||
         tag.starts_with("MERGE");
}

}  // namespace

session::session(helios::database opened, std::string file, std::ostream& to, std::ostream& errors)
    : db(std::move(opened)), path(std::move(file)), out(to), err(errors) {}

std::string session::prompt(bool first) const {
  if (!first) return "    -> ";
  std::string text = "helios";
  if (db.branch() != "main") text += "/" + db.branch();
  if (past) text += "@" + std::to_string(helios::raw(past->at()));
  if (db.in_transaction()) text += "*";
  return text + "> ";
}

bool session::run(std::istream& in, std::string const& name, bool person) {
  source const outer = std::exchange(source_, {name, 0});
  scanner statements;
  std::string line;
  bool fine = true;
  while (!ended) {
    if (person) out << prompt(statements.empty()) << std::flush;
    if (!std::getline(in, line)) break;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    ++source_.line;
    if (interrupts.take()) {
      if (!person) break;
      statements.clear();
    }
    fine = feed(statements, line);
    if (!fine && !person) break;
  }
  if (fine && !ended) {
    std::string const rest = statements.rest();
    if (!rest.empty()) fine = execute(rest);
  }
  if (person && !ended) out << '\n';
  source_ = outer;
  return fine || person;
}

bool session::run_text(std::string const& text) {
  std::istringstream in(text);
  return run(in, {}, false);
}

bool session::feed(scanner& statements, std::string const& line) {
  if (statements.empty()) {
    std::size_t const first = line.find_first_not_of(" \t");
    if (first != std::string::npos && line[first] == '\\') {
      statements.clear();
      return command(line.substr(first));
    }
  }
  statements.add(line);
  std::string statement;
  bool fine = true;
  while (fine && !ended && statements.take(statement)) fine = execute(statement);
  return fine;
}

helios::run_options session::begin_statement() {
  helios::run_options how;
  how.stop = interrupts.begin();
  if (progress) {
    how.progress = [start = clock::now(), this](std::uint64_t rows) {
      if (clock::now() - start > before_progress) {
        err << wipe << rows << " rows, " << milliseconds_since(start) << " ms" << std::flush;
      }
      return true;
    };
  }
  return how;
}

bool session::execute(std::string const& statement) {
  auto const start = clock::now();
  try {
    helios::result result = now().run(statement, {}, begin_statement());
    bool const rows = !result.columns().empty();
    std::string const tag = result.tag();
    for (helios::notice const& n : result.notices()) {
      err << (n.warning ? "WARNING:  " : "NOTICE:  ") << n.message << '\n';
    }
    if (rows && tag.starts_with("MERGE ")) {
      // The rows are conflicts: without any, the tag says it all.
      grid const conflicts = to_grid(std::move(result), printing);
      if (!conflicts.rows.empty()) print(out, conflicts, printing);
    } else if (rows) {
      print(out, std::move(result), printing);
    }
    if (progress) err << wipe << std::flush;
    if ((!rows || changes(tag)) && !quiet && !tag.empty()) out << tag << '\n';
  } catch (helios::error const& why) {
    interrupts.end();
    if (progress) err << wipe << std::flush;
    out << std::flush;
    report(why, statement);
    return false;
  }
  interrupts.end();
  if (timing) out << "Time: " << milliseconds_since(start) << " ms\n";
  out << std::flush;
  return true;
}

void session::show(std::string const& sql, std::string const& title) {
  grid g = to_grid(now().run(sql), printing);
  g.title = title;
  show(g);
}

bool session::fail(std::string const& message) {
  err << message << '\n';
  return false;
}

}  // namespace shell
