#version 460
// What is worked out from a picture and its depth: colours by distance, normals, and what a second camera sees.
layout(constant_id = 0) const int kMode = 0;          // 0 the picture's colours, 1 distance, 2 normals
layout(constant_id = 1) const bool kCoverage = false; // tint what the second camera sees

layout(push_constant) uniform Analysis {
    mat4 otherFromClip; // clip space of the second camera from the clip space of this one
    vec4 rays;          // camera x = (ndc x * x + z) * distance, y = (ndc y * y + w) * distance; without * distance when parallel
    vec4 range;         // x near plane, y reach of parallel views (0: perspective), z nearest and w farthest distance of the colours
    vec4 tint;          // a = strength
    vec4 other;         // xy size of the second camera's depth in pixels, zw size of this picture
} analysis;
layout(set = 0, binding = 0) uniform sampler2D picture;
layout(set = 0, binding = 1) uniform sampler2D depths;
layout(set = 0, binding = 2) uniform sampler2D otherDepths;
layout(location = 0) out vec4 outColor;

float metres(float depth)
{
    return analysis.range.y > 0.0 ? (1.0 - 2.0 * depth) * analysis.range.y : analysis.range.x / depth;
}

vec3 place(ivec2 at)
{
    vec2 ndc = (vec2(at) + 0.5) / analysis.other.zw * 2.0 - 1.0;
    float z = metres(texelFetch(depths, clamp(at, ivec2(0), ivec2(analysis.other.zw) - 1), 0).r);
    vec2 ray = ndc * analysis.rays.xy + analysis.rays.zw;
    return vec3(analysis.range.y > 0.0 ? ray : ray * z, z);
}

// From warm and bright (near) to cold and dark (far), monotonic in lightness.
vec3 distanceColor(float t)
{
    const vec3 stops[5] = vec3[5](vec3(0.99, 0.93, 0.62), vec3(0.97, 0.64, 0.36), vec3(0.80, 0.30, 0.44), vec3(0.42, 0.17, 0.55), vec3(0.11, 0.09, 0.34));
    float x = clamp(t, 0.0, 1.0) * 4.0;
    int i = min(int(x), 3);
    return mix(stops[i], stops[i + 1], x - float(i));
}

// Of the two neighbours along an axis the one that lies closer in depth, so that edges stay sharp.
vec3 slope(ivec2 at, ivec2 step_, vec3 here)
{
    vec3 forth = place(at + step_) - here, back = here - place(at - step_);
    return abs(forth.z) < abs(back.z) ? forth : back;
}

void main()
{
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec3 color = texelFetch(picture, at, 0).rgb;
    float depth = texelFetch(depths, at, 0).r;
    if (depth > 0.0) {
        if (kMode == 1) {
            vec3 here = place(at);
            color = distanceColor((here.z - analysis.range.z) / (analysis.range.w - analysis.range.z));
        } else if (kMode == 2) {
            vec3 here = place(at);
            vec3 n = normalize(cross(slope(at, ivec2(0, 2), here), slope(at, ivec2(2, 0), here)));
            color = 0.5 + 0.5 * vec3(n.x, -n.y, -n.z); // right red, up green, towards the eye blue
        }
        if (kCoverage) {
            vec2 ndc = (vec2(at) + 0.5) / analysis.other.zw * 2.0 - 1.0;
            vec4 p = analysis.otherFromClip * vec4(ndc, depth, 1.0);
            vec2 q = p.xy / p.w * 0.5 + 0.5;
            if (p.w * depth > 0.0 && all(greaterThan(q, vec2(0.0))) && all(lessThan(q, vec2(1.0)))) {
                float own = p.z / p.w;
                ivec2 texel = ivec2(q * analysis.other.xy);
                float nearest = 1e9; // the farthest surface around decides, so that slanted ones do not shade themselves
                for (int y = -1; y <= 1; ++y)
                    for (int x = -1; x <= 1; ++x)
                        nearest = min(nearest, texelFetch(otherDepths, clamp(texel + ivec2(x, y), ivec2(0), ivec2(analysis.other.xy) - 1), 0).r);
                if (own >= nearest * 0.985)
                    color = mix(color, analysis.tint.rgb, analysis.tint.a);
            }
        }
    }
    outColor = vec4(color, 1.0);
}
