// The cases of the group `typed`: each measures, adds its figures, and leaves no file behind.
#pragma once

#include <bench/support/figures.hpp>
#include <bench/support/settings.hpp>

namespace helios::bench {

void typed_get(settings const& s, figures& out);
void typed_insert(settings const& s, figures& out);
void typed_nearest(settings const& s, figures& out);
void typed_rows(settings const& s, figures& out);
void typed_sum(settings const& s, figures& out);

}  // namespace helios::bench
