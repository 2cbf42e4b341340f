// helios/exec/functions/vectors.hpp -- distances of vectors, and what is calculated with them.
//
// Shape     <->  l2_distance, euclidean_distance      <#>  negative_inner_product
//           <=>  cosine_distance                      <+>  l1_distance, manhattan_distance
//           <~>  inner_product                        + - *  by number: vector_add, vector_subtract
//           ||  one behind the other                  vector_cmp  -1, 0, 1, as they order
//           vector_distance(a, b, 'cosine' | 'euclidean', 'l2' | 'manhattan', 'l1' |
//                                 'inner_product', its sign turned)
// Errors    22000 vectors of different dimensions; 22003 a number beyond real's; 22023 a distance
//           of no such name
// Source    pgvector's names and meaning; <~>, vector_distance, vector_add, vector_subtract and
//           cosine_similarity are helios' own
#pragma once

#include <helios/exec/functions/function_list.hpp>

namespace helios::exec {

HELIOS_DECL void add_vectors(function_list& to);

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/functions/impl/vectors.ipp>
#endif
