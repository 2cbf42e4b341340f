// tests/oracles/postgresql_link.hpp -- a connection to a PostgreSQL server, and what it sends back.
//
// Errors    std::runtime_error: the server cannot be reached, or refuses what is wanted
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace helios::test::postgresql {

struct closer {
  void operator()(PGconn* c) const { PQfinish(c); }
  void operator()(PGresult* r) const { PQclear(r); }
};
using link = std::unique_ptr<PGconn, closer>;
using reply = std::unique_ptr<PGresult, closer>;

[[nodiscard]] inline link connect(std::string const& to) {
  link session(PQconnectdb(to.c_str()));
  if (PQstatus(session.get()) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(session.get()));
  PQsetNoticeProcessor(
      session.get(), [](void*, char const*) {}, nullptr);
  return session;
}

inline void want(link const& session, char const* sql) {
  reply const got(PQexec(session.get(), sql));
  if (PQresultStatus(got.get()) != PGRES_COMMAND_OK) {
    throw std::runtime_error(PQerrorMessage(session.get()));
  }
}

}  // namespace helios::test::postgresql
