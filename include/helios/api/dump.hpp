// helios/api/dump.hpp -- a database state as SQL that makes it again.
//
// Shape     schemas, sequences, tables, rows, then indexes, foreign keys, views, the sequences'
//           values: one transaction
// Laws      dump(run(dump(db), empty)) == dump(db)
// Threads   a session of its own
// Errors    58030 the stream fails
#pragma once

#include <helios/api/session.hpp>

#include <iosfwd>

namespace helios::api {

/// A branch as of a commit.
HELIOS_DECL void dump(std::shared_ptr<instance> const& in, std::string const& branch, scn at,
                      std::ostream& into);

}  // namespace helios::api

#if HELIOS_HEADER_ONLY
#include <helios/api/impl/dump.ipp>
#endif
