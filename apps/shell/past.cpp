// apps/shell/past.cpp -- branches, commits, differences, and reading what was.
#include "commands.hpp"

#include "session.hpp"

#include <helios/types/value_text.hpp>

#include <charconv>
#include <ostream>

namespace shell {

namespace {

std::string text(helios::commit_time at) { return helios::types::to_text(helios::to_value(at)); }
std::string text(helios::scn at) { return std::to_string(helios::raw(at)); }

std::optional<helios::scn> number(std::string const& word) {
  std::uint64_t n = 0;
  auto const [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), n);
  if (wrong != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return helios::scn{n};
}

/// A commit's number, or a branch.
helios::state state_of(std::string const& word) {
  if (auto const at = number(word)) return *at;
  return word;
}

std::string values(helios::row const& row) {
  std::string all = "(";
  for (std::size_t x = 0; x != row.size(); ++x) {
    all += x == 0 ? "" : ", ";
    all += row[x].is_null() ? "NULL" : row[x].text();
  }
  return all + ")";
}

}  // namespace

void list_branches(session& in) {
  grid g;
  g.title = "List of branches";
  g.names = {"", "Name", "Parent", "Forked at", "Newest", "Created"};
  g.to_the_right = {false, false, false, true, true, false};
  for (helios::branch_report const& b : in.db.branches()) {
    g.rows.push_back({b.name == in.db.branch() ? "*" : "", b.name, b.parent.value_or(""),
                      b.parent ? text(b.forked_at) : "", text(b.newest), text(b.created)});
  }
  in.show(g);
}

void show_difference(session& in, std::string const& before, std::string const& after) {
  if (before.empty()) {
    throw helios::error(helios::errc::syntax_error,
                        "\\diff takes one or two branches or commit numbers");
  }
  std::string table;
  std::size_t changes = 0;
  for (helios::changed_row const& c :
       in.db.diff(state_of(before), after.empty() ? helios::state() : state_of(after))) {
    if (c.table != table) {
      table = c.table;
      in.out << table << '\n';
    }
    if (c.before) in.out << "  - " << values(*c.before) << '\n';
    if (c.after) in.out << "  + " << values(*c.after) << '\n';
    ++changes;
  }
  in.out << '(' << changes << (changes == 1 ? " row differs)\n" : " rows differ)\n");
}

void list_commits(session& in) {
  grid g;
  g.title = "Commits of " + in.db.branch();
  g.names = {"SCN", "Time", "Transaction", "Message"};
  g.to_the_right = {true, false, true, false};
  for (helios::commit_report const& c : in.db.log()) {
    g.rows.push_back(
        {text(c.at), text(c.time), std::to_string(helios::raw(c.transaction)), c.message});
  }
  in.show(g);
}

void read_as_of(session& in, std::string const& when) {
  if (when == "off" || when.empty()) {
    in.past.reset();
    in.out << "Reading the present.\n";
    return;
  }
  arguments const word = split(when);
  if (auto const at = number(when)) {
    in.past.emplace(in.db.as_of(*at));
  } else {
    bool tagged = false;
    for (helios::tag_report const& t : in.db.tags()) tagged = tagged || t.name == word.at(0);
    if (tagged) {
      in.past.emplace(in.db.as_of(helios::tag{word.at(0)}));
    } else {
      std::string unquoted;
      for (std::string const& w : word.words) unquoted += (unquoted.empty() ? "" : " ") + w;
      in.past.emplace(
          in.db.as_of(helios::types::parse_value(unquoted, helios::types::type_id::timestamptz)
                          .as<helios::types::timestamp_tz>()));
    }
  }
  in.out << "Reading as of SCN " << text(in.past->at()) << ".\n";
}

}  // namespace shell
