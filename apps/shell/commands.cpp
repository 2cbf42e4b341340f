// apps/shell/commands.cpp -- the table of commands, and those that take a line or two.
#include "commands.hpp"

#include "session.hpp"

#include <algorithm>
#include <fstream>
#include <ostream>

namespace shell {

namespace {

[[noreturn]] void refuse(std::string const& message) {
  throw helios::error(helios::errc::syntax_error, message);
}

/// What `\x` alone and `\x on` mean.
bool switched(std::string const& word, bool now) {
  if (word.empty()) return !now;
  if (word == "on") return true;
  if (word == "off") return false;
  refuse("say on or off, not \"" + word + "\"");
}

void set_printing(session& in, arguments const& with) {
  std::string const what = with.at(0), value = with.at(1);
  if (what == "null") {
    in.printing.null = value;
    in.out << "Null display is \"" << value << "\".\n";
  } else if (what == "tuples_only" || what == "t") {
    in.printing.rows_only = switched(value, in.printing.rows_only);
  } else if (what == "format" && (value == "csv" || value == "aligned")) {
    in.printing.how = value == "csv" ? print_options::form::csv : print_options::form::box;
    in.out << "Output format is " << value << ".\n";
  } else {
    refuse("\\pset takes null <text>, format csv|aligned, tuples_only [on|off]");
  }
}

void use_branch(session& in, std::string const& name) {
  if (name.empty()) refuse("\\use takes the name of a branch");
  if (in.db.in_transaction()) {
    throw helios::error(helios::errc::active_sql_transaction,
                        "cannot change the branch within a transaction");
  }
  in.db = in.db.connect({.branch = name});
  in.past.reset();
}

void include(session& in, std::string const& path) {
  std::ifstream from(path);
  if (!from) throw helios::error(helios::errc::undefined_file, "could not open \"" + path + "\"");
  if (!in.run(from, path, false)) {
    throw helios::error(helios::errc::syntax_error, "\"" + path + "\" stopped at its first error");
  }
}

void dump(session& in, std::string const& path) {
  if (path.empty()) {
    in.db.dump(in.out);
    return;
  }
  std::ofstream into(path, std::ios::binary | std::ios::trunc);
  if (!into) throw helios::error(helios::errc::io_error, "could not open \"" + path + "\"");
  in.db.dump(into);
}

void show_storage(session& in) {
  helios::storage_report const r = in.db.storage();
  grid g;
  g.title = "Storage";
  g.names = {"What", "Bytes"};
  g.to_the_right = {false, true};
  auto const add = [&g](char const* what, std::uint64_t n) {
    g.rows.push_back({what, std::to_string(n)});
  };
  add("file", r.file_bytes);
  add("live pages", r.live_bytes);
  add("history", r.history_bytes);
  add("garbage", r.garbage_bytes);
  add("log since the checkpoint", r.log_bytes);
  add("memory", r.memory_bytes);
  g.count = false;
  in.show(g);
  in.out << r.commits << (r.commits == 1 ? " commit on " : " commits on ") << r.branches
         << (r.branches == 1 ? " branch\n" : " branches\n");
}

std::string vacuum_of(std::string const& days) {
  return days.empty() ? "VACUUM" : "VACUUM (retention_days " + days + ")";
}

void check(session& in) {
  auto const problems = in.db.check();
  if (problems.empty()) in.out << "no problems\n";
  for (auto const& p : problems) in.out << p.branch << ": " << p.where << ": " << p.problem << '\n';
}

constexpr command table[] = {
    {"?", "", "this list", [](session& in, arguments const&) { list_commands(in); }},
    {"h", "[word]", "SQL that is understood",
     [](session& in, arguments const& with) { sql_help(in, with.at(0)); }},
    {"q", "", "quit", [](session& in, arguments const&) { in.ended = true; }},
    {"i", "file", "run a script",
     [](session& in, arguments const& with) { include(in, with.at(0)); }},
    {"d", "[name]", "tables, views and sequences, or one of them",
     [](session& in, arguments const& with) {
       with.words.empty() ? list_relations(in, "tvs") : describe(in, with.at(0));
     }},
    {"dt", "", "tables", [](session& in, arguments const&) { list_relations(in, "t"); }},
    {"di", "", "indexes", [](session& in, arguments const&) { list_relations(in, "i"); }},
    {"dv", "", "views", [](session& in, arguments const&) { list_relations(in, "v"); }},
    {"ds", "", "sequences", [](session& in, arguments const&) { list_relations(in, "s"); }},
    {"dn", "", "schemas", [](session& in, arguments const&) { list_schemas(in); }},
    {"copy", "table|(query) from|to 'file'|stdin|stdout [csv] [header] [delimiter 'c'] [null 't']",
     "rows of a CSV file", [](session& in, arguments const& with) { copy(in, with); }},
    {"dump", "[file]", "the database as SQL",
     [](session& in, arguments const& with) { dump(in, with.at(0)); }},
    {"branches", "", "branches", [](session& in, arguments const&) { list_branches(in); }},
    {"use", "branch", "work on a branch",
     [](session& in, arguments const& with) { use_branch(in, with.at(0)); }},
    {"diff", "a [b]", "rows that differ between two branches or commits",
     [](session& in, arguments const& with) { show_difference(in, with.at(0), with.at(1)); }},
    {"log", "", "commits of this branch", [](session& in, arguments const&) { list_commits(in); }},
    {"asof", "scn|timestamp|tag|off", "read the past",
     [](session& in, arguments const& with) { read_as_of(in, with.whole); }},
    {"storage", "", "where the bytes are", [](session& in, arguments const&) { show_storage(in); }},
    {"vacuum", "[days]", "give back what is not kept: garbage, and history older than so many days",
     [](session& in, arguments const& with) { in.execute(vacuum_of(with.at(0))); }},
    {"check", "", "read and check everything", [](session& in, arguments const&) { check(in); }},
    {"x", "[on|off]", "one value per line",
     [](session& in, arguments const& with) {
       bool const expanded = in.printing.how == print_options::form::expanded;
       in.printing.how = switched(with.at(0), expanded) ? print_options::form::expanded
                                                        : print_options::form::box;
       in.out << "Expanded display is "
              << (in.printing.how == print_options::form::expanded ? "on.\n" : "off.\n");
     }},
    {"t", "[on|off]", "rows alone",
     [](session& in, arguments const& with) {
       in.printing.rows_only = switched(with.at(0), in.printing.rows_only);
       in.out << "Tuples only is " << (in.printing.rows_only ? "on.\n" : "off.\n");
     }},
    {"pset", "null|format|tuples_only [value]", "how results are printed", set_printing},
    {"timing", "[on|off]", "how long statements take",
     [](session& in, arguments const& with) {
       in.timing = switched(with.at(0), in.timing);
       in.out << "Timing is " << (in.timing ? "on.\n" : "off.\n");
     }},
    {"echo", "[text]", "print a text",
     [](session& in, arguments const& with) { in.out << with.whole << '\n'; }},
};

}  // namespace

std::span<command const> commands() { return table; }

arguments split(std::string_view text) {
  arguments all;
  std::size_t const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return all;
  text.remove_prefix(first);
  text = text.substr(0, text.find_last_not_of(" \t;") + 1);
  all.whole = text;
  while (!text.empty()) {
    std::string word;
    char quote = '\0';
    std::size_t at = 0;
    for (; at != text.size() && (quote != '\0' || (text[at] != ' ' && text[at] != '\t')); ++at) {
      char const c = text[at];
      if (quote == '\0' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    }
    all.words.push_back(word);
    text.remove_prefix(at);
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  }
  return all;
}

bool session::command(std::string const& line) {
  std::size_t const end = line.find_first_of(" \t;", 1);
  std::string_view name = std::string_view(line).substr(1, end == line.npos ? end : end - 1);
  auto const all = commands();
  auto const found = std::ranges::find(all, name, &shell::command::name);
  if (found == all.end()) {
    return fail("invalid command \\" + std::string(name) + "\nTry \\? for help.");
  }
  try {
    found->run(*this,
               split(end == line.npos ? std::string_view() : std::string_view(line).substr(end)));
    out << std::flush;
    return true;
  } catch (helios::error const& why) {
    out << std::flush;
    report(why, {});
    return false;
  }
}

}  // namespace shell
