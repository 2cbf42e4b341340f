// The cases of the group `storage`: each measures, adds its figures, and leaves no file behind.
#pragma once

#include <bench/support/figures.hpp>
#include <bench/support/settings.hpp>

namespace helios::bench {

void peak_memory(settings const& s, figures& out);
void point_get(settings const& s, figures& out);
void scan(settings const& s, figures& out);
void bulk_load(settings const& s, figures& out);
void sql_inserts(settings const& s, figures& out);
void sql_queries(settings const& s, figures& out);
void unsynced_commits(settings const& s, figures& out);
void serializable(settings const& s, figures& out);
void durable_commits(settings const& s, figures& out);
void file_growth(settings const& s, figures& out);
void open_clean(settings const& s, figures& out);
void as_of(settings const& s, figures& out);
void as_of_worst(settings const& s, figures& out);
void versions_of_a_key(settings const& s, figures& out);
void many_branches(settings const& s, figures& out);
void checkpoint_stalls(settings const& s, figures& out);
void branch_and_merge(settings const& s, figures& out);

}  // namespace helios::bench
