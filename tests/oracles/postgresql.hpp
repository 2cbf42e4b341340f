// tests/oracles/postgresql.hpp -- a PostgreSQL server as an engine: the dialect's authority.
//
// Shape     each engine is an empty database of its own on the server, dropped at its end
// Errors    std::runtime_error: the server cannot be reached, or refuses the database
#pragma once

#include <tests/oracles/postgresql_link.hpp>
#include <tests/support/slt/engine.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace helios::test {

class postgresql_engine final : public slt::engine {
  using link = postgresql::link;
  using reply = postgresql::reply;

 public:
  /// server  a connection string whose user may create databases
  explicit postgresql_engine(std::string server) : server_(std::move(server)) {
    link const admin = postgresql::connect(server_);
    postgresql::want(admin, "DROP DATABASE IF EXISTS helios_oracle");
    postgresql::want(admin, "CREATE DATABASE helios_oracle TEMPLATE template0");
  }
  ~postgresql_engine() override {
    sessions_.clear();
    link const admin = postgresql::connect(server_);
    reply const dropped(PQexec(admin.get(), "DROP DATABASE helios_oracle"));
  }

  slt::result execute(std::string_view connection, std::string_view sql) override {
    link& session = sessions_[std::string(connection)];
    if (!session) session = open_session();
    reply const got(PQexec(session.get(), std::string(sql).c_str()));
    ExecStatusType const status = PQresultStatus(got.get());
    if (status == PGRES_EMPTY_QUERY || status == PGRES_COMMAND_OK) return without_rows(got);
    if (status != PGRES_TUPLES_OK) {
      char const* const code = PQresultErrorField(got.get(), PG_DIAG_SQLSTATE);
      char const* const message = PQresultErrorField(got.get(), PG_DIAG_MESSAGE_PRIMARY);
      char const* const place = PQresultErrorField(got.get(), PG_DIAG_STATEMENT_POSITION);
      return slt::failure{code == nullptr ? "08006" : code,
                          message == nullptr ? PQerrorMessage(session.get()) : message,
                          place == nullptr ? 0 : std::strtoull(place, nullptr, 10)};
    }
    slt::rows all;
    int const columns = PQnfields(got.get());
    all.columns = static_cast<std::size_t>(columns);
    for (int row = 0; row != PQntuples(got.get()); ++row) {
      for (int i = 0; i != columns; ++i) {
        if (PQgetisnull(got.get(), row, i) != 0) {
          all.values.emplace_back(slt::null{});
        } else {
          all.values.push_back(value_of(PQgetvalue(got.get(), row, i), PQftype(got.get(), i)));
        }
      }
    }
    return all;
  }

 private:
  /// One statement waits for another session's lock at most a second: nobody else would release it.
  [[nodiscard]] link open_session() const {
    link session = postgresql::connect(server_ + " dbname=helios_oracle");
    postgresql::want(session, "SET lock_timeout = 1000");
    return session;
  }

  [[nodiscard]] static slt::rows without_rows(reply const& got) {
    slt::rows none;
    std::string_view const tag = PQcmdStatus(got.get());
    bool const changes = tag.starts_with("INSERT") || tag.starts_with("UPDATE") ||
                         tag.starts_with("DELETE") || tag.starts_with("MERGE");
    if (changes) none.affected = std::strtoull(PQcmdTuples(got.get()), nullptr, 10);
    return none;
  }

  /// A value from its text and its type's id (PostgreSQL's pg_type.dat).
  [[nodiscard]] static slt::value value_of(std::string const& text, Oid type) {
    switch (type) {
      case 16: return text == "t";
      case 20:
      case 21:
      case 23:
      case 26: return slt::integer{text};
      case 1700: return slt::decimal{text};
      case 700:
      case 701: return slt::floating{std::strtod(text.c_str(), nullptr), text, type == 700};
      case 17: return slt::bytes{unhex(text)};
      case 1186: return slt::interval{text};
      default: break;
    }
    Oid const element = element_of(type);
    std::string_view rest = text;
    if (element != 0 && rest.find('{') != rest.npos) {
      rest.remove_prefix(rest.find('{'));  // after explicit bounds: [0:2]={...}
      return array_of(rest, element);
    }
    return slt::text{text};
  }

  /// The type of an array's elements; 0: not an array. Those that only print are text (25).
  [[nodiscard]] static Oid element_of(Oid array) {
    static constexpr Oid known[][2] = {{1000, 16},  {1001, 17},   {1005, 21},
                                       {1007, 23},  {1016, 20},   {1021, 700},
                                       {1022, 701}, {1231, 1700}, {1187, 1186}};
    static constexpr Oid printed[] = {1002, 1003, 1009, 1014, 1015, 1115, 1182, 1183, 1185, 2951};
    for (auto const& [type, element] : known) {
      if (type == array) return element;
    }
    return std::find(std::begin(printed), std::end(printed), array) == std::end(printed) ? 0 : 25;
  }

  /// Reads `{...}` off the front of the text.
  [[nodiscard]] static slt::value array_of(std::string_view& text, Oid element) {
    slt::array all;
    text.remove_prefix(1);
    while (!text.empty() && text.front() != '}') {
      if (text.front() == ',') text.remove_prefix(1);
      if (text.front() == '{') {
        all.items.push_back(array_of(text, element));
        continue;
      }
      bool const quoted = text.front() == '"';
      std::string item;
      for (text.remove_prefix(quoted ? 1 : 0);
           quoted ? text.front() != '"' : text.front() != ',' && text.front() != '}';
           text.remove_prefix(1)) {
        if (text.front() == '\\') text.remove_prefix(1);
        item += text.front();
      }
      if (quoted) text.remove_prefix(1);
      bool const is_null = !quoted && item == "NULL";
      all.items.push_back(is_null ? slt::value(slt::null{}) : value_of(item, element));
    }
    if (!text.empty()) text.remove_prefix(1);
    return all;
  }

  [[nodiscard]] static std::string unhex(std::string const& text) {
    std::string raw;
    for (std::size_t i = 2; i + 1 < text.size(); i += 2) {  // after \x
      raw += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
    }
    return raw;
  }

  std::string server_;
  std::map<std::string, link, std::less<>> sessions_;
};

}  // namespace helios::test
