// apps/shell/main.cpp -- helios [options] [file|:memory:]
//
// Exit codes  0 all went well; 1 a statement of -c, -f or standard input failed (nothing behind it
//             is run), or the database cannot be opened; 2 the options make no sense
#include "session.hpp"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr char const* usage =
    "usage: helios [options] [file|:memory:]\n"
    "\n"
    "  -c SQL        run it and quit; may be given several times\n"
    "  -f script     run a script and quit\n"
    "  -b branch     begin on a branch\n"
    "  --csv         print results as CSV\n"
    "  -x            one value per line\n"
    "  -t            rows alone, no names and counts\n"
    "  -q            no command tags\n"
    "  --null text   print NULL as this\n"
    "  --readonly    open for reading alone\n"
    "  --version     print the version\n"
    "  --help        print this\n"
    "\n"
    "Without -c and -f statements are read from standard input. \\? lists the shell's commands.\n";

struct work {
  bool script;  // else SQL
  std::string text;
};

struct command_line {
  std::string path = ":memory:";
  helios::open_options open;
  std::vector<work> todo;
  shell::print_options printing;
  bool quiet = false;
  int exit_code = -1;  // >= 0: there is nothing more to do
};

command_line read(std::vector<std::string> const& words) {
  command_line c;
  bool has_path = false;
  auto const wrong = [&c](std::string const& why) {
    std::cerr << "helios: " << why << "\n\n" << usage;
    c.exit_code = 2;
  };
  for (std::size_t i = 0; i != words.size() && c.exit_code < 0; ++i) {
    std::string const& word = words[i];
    bool const wants_value = word == "-c" || word == "-f" || word == "-b" || word == "--null";
    if (wants_value && i + 1 == words.size()) {
      wrong(word + " wants a value");
    } else if (word == "-c" || word == "-f") {
      c.todo.push_back({word == "-f", words[++i]});
    } else if (word == "-b") {
      c.open.branch = words[++i];
    } else if (word == "--null") {
      c.printing.null = words[++i];
    } else if (word == "--csv") {
      c.printing.how = shell::print_options::form::csv;
      c.quiet = true;
    } else if (word == "-x") {
      c.printing.how = shell::print_options::form::expanded;
    } else if (word == "-t") {
      c.printing.rows_only = true;
    } else if (word == "-q") {
      c.quiet = true;
    } else if (word == "--readonly") {
      c.open.read_only = true;
    } else if (word == "--version") {
      std::cout << "helios " << HELIOS_VERSION_STRING << '\n';
      c.exit_code = 0;
    } else if (word == "--help") {
      std::cout << usage;
      c.exit_code = 0;
    } else if (word.starts_with('-') && word != "-") {
      wrong("unknown option " + word);
    } else if (has_path) {
      wrong("one database is enough");
    } else {
      c.path = word;
      has_path = true;
    }
  }
  return c;
}

bool run(shell::session& s, command_line const& c) {
  for (work const& w : c.todo) {
    if (s.ended) return true;
    if (!w.script) {
      if (!s.run_text(w.text)) return false;
      continue;
    }
    std::ifstream from(w.text);
    if (!from) return s.fail("helios: could not open \"" + w.text + "\"");
    if (!s.run(from, w.text, false)) return false;
  }
  if (!c.todo.empty()) return true;
  bool const person = isatty(STDIN_FILENO) != 0;
  if (person) {
    s.out << "helios " << HELIOS_VERSION_STRING << ", " << s.path
          << "\n\\? for the shell's commands, \\h for SQL, \\q to quit\n";
  }
  return s.run(std::cin, person ? "" : "<stdin>", person);
}

}  // namespace

int main(int count, char** words) {
  std::ios::sync_with_stdio(false);
  command_line c = read({words + 1, words + count});
  if (c.exit_code >= 0) return c.exit_code;
  try {
    shell::session s(helios::open(c.path, c.open), c.path, std::cout, std::cerr);
    s.printing = c.printing;
    s.quiet = c.quiet;
    s.progress = isatty(STDERR_FILENO) != 0;
    return run(s, c) ? 0 : 1;
  } catch (helios::error const& why) {
    std::cerr << "helios: " << why.message() << '\n';
    if (!why.hint().empty()) std::cerr << "HINT:  " << why.hint() << '\n';
    return 1;
  }
}
