#version 460
layout(push_constant) uniform Overlay {
    mat4 clipFromWorld;
    vec4 target;
    vec4 look;
} overlay;
layout(location = 0) in vec4 color;
layout(location = 1) in vec2 place;
layout(location = 2) flat in float radius;
layout(location = 0) out vec4 outColor;

void main()
{
    float away = length(place);
    float coverage = clamp(radius + 0.5 - away, 0.0, 1.0);
    vec2 n = place / max(radius, 1.0);
    float light = 0.82 + 0.25 * dot(n, vec2(-0.45, -0.7));
    vec3 shaded = mix(color.rgb * light, color.rgb * 0.55, smoothstep(0.78, 1.0, away / max(radius, 1.0)) * 0.6);
    outColor = vec4(shaded, color.a * coverage * overlay.look.x);
}
